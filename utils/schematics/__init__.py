"""Pictures of ideas: no data, one idea each, named `show_...` and titled with the sentence to remember."""
