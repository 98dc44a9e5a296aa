"""What probes of functions with an error that helps need."""


def listed(f, names, *args, **settings):
    """Those of the names that the message of the error lists."""
    words = f.run_remotely(_words, list(args), settings)
    return ", ".join(name for name in names if name in words) or "none"


def _words(f, args, settings):
    try:
        f(*args, **settings)
    except Exception as error:
        return str(error)
    return ""
