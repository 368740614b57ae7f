"""A proxy in front of one Kafka broker on loopback, which can damage what the broker answers."""

import socket
import struct
import threading

FETCH, LIST_OFFSETS, METADATA, FIND_COORDINATOR, DESCRIBE_GROUPS = 1, 2, 3, 10, 15
# Answers that tell where brokers are.
NAMING = (METADATA, FIND_COORDINATOR)


def read_frame(stream):
    """The bytes behind a length of four bytes; None at the end."""
    head = stream.read(4)
    if len(head) < 4:
        return None
    size = struct.unpack('>i', head)[0]
    body = stream.read(size)
    return body if len(body) == size else None


def send_frame(connection, body):
    connection.sendall(struct.pack('>i', len(body)) + body)


class Proxy:
    """damage(key, version, body) returns what the client is given in place of BODY, the answer without its correlation
    id; None closes the connection."""

    def __init__(self, broker, damage=lambda key, version, body: body):
        host, port = broker.rsplit(':', 1)
        self.broker = (host, int(port))
        self.damage = damage
        self.server = socket.create_server(('127.0.0.1', 0))
        self.address = f'127.0.0.1:{self.server.getsockname()[1]}'
        threading.Thread(target=self.accept, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        # A close alone would leave accept() waiting.
        self.server.shutdown(socket.SHUT_RDWR)
        self.server.close()

    def accept(self):
        while True:
            try:
                client, _ = self.server.accept()
            except OSError:
                return
            try:
                broker = socket.create_connection(self.broker)
            except OSError:
                client.close()
                continue
            asked = {}
            for arguments in ((self.pass_requests, client, broker, asked), (self.pass_answers, broker, client, asked)):
                threading.Thread(target=self.serve, args=arguments, daemon=True).start()

    @staticmethod
    def serve(work, source, target, asked):
        """Passes on what comes from SOURCE; its end, or TARGET's, ends both directions."""
        with source, source.makefile('rb') as stream:
            try:
                work(stream, target, asked)
            except OSError:
                pass
            for each in (source, target):
                try:
                    each.shutdown(socket.SHUT_RDWR)
                except OSError:
                    pass

    @staticmethod
    def pass_requests(stream, broker, asked):
        while (body := read_frame(stream)) is not None:
            key, version, number = struct.unpack('>hhi', body[:8])
            asked[number] = (key, version)
            send_frame(broker, body)

    def pass_answers(self, stream, client, asked):
        theirs, ours = (host.encode() + struct.pack('>i', port) for host, port in (self.broker, self.server.getsockname()))
        while (body := read_frame(stream)) is not None:
            key, version = asked.pop(struct.unpack('>i', body[:4])[0])
            answer = body[4:].replace(theirs, ours) if key in NAMING else body[4:]
            answer = self.damage(key, version, answer)
            if answer is None:
                return
            send_frame(client, body[:4] + answer)
