"""A student process without a sandbox: `python -m autograder.sandbox.unsandboxed PORT`, token and request on stdin."""

import json
import socket
import sys

from autograder.sandbox import server


def main() -> int:
    token, request = sys.stdin.readline().strip(), json.loads(sys.stdin.readline())
    sock = socket.create_connection(("127.0.0.1", int(sys.argv[1])))
    sock.sendall(token.encode())
    return server.main(sock, request, lock=None)


if __name__ == "__main__":
    sys.exit(main())
