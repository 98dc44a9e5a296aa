"""A student process without a jail: `python -m autograder.jail.cold PORT`, token and request on standard input."""

import json
import socket
import sys

from autograder.jail import server


def main() -> int:
    token, request = sys.stdin.readline().strip(), json.loads(sys.stdin.readline())
    sock = socket.create_connection(("127.0.0.1", int(sys.argv[1])))
    sock.sendall(token.encode())
    return server.main(sock, request, lock=None)


if __name__ == "__main__":
    sys.exit(main())
