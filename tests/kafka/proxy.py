"""A proxy in front of one Kafka broker on loopback, which can damage what the broker answers, and the connections."""

import contextlib
import socket
import struct
import threading
import time

FETCH, LIST_OFFSETS, METADATA, OFFSET_FETCH, FIND_COORDINATOR, DESCRIBE_GROUPS, LIST_GROUPS = 1, 2, 3, 9, 10, 15, 16
# Answers that tell where brokers are.
NAMING = (METADATA, FIND_COORDINATOR)
DRIPS = 20
DRIP_SECONDS = 0.02


def read_frame(stream):
    """The bytes behind a length of four bytes; None at the end."""
    head = stream.read(4)
    if len(head) < 4:
        return None
    size = struct.unpack('>i', head)[0]
    body = stream.read(size)
    return body if len(body) == size else None


def shut(connection, how=socket.SHUT_RDWR):
    with contextlib.suppress(OSError):
        connection.shutdown(how)


class Proxy:
    """damage(key, version, body) returns what the client is given in place of BODY, the answer without its correlation
    id; None closes the connection. The methods below break all connections alike, from any thread."""

    def __init__(self, broker, damage=lambda key, version, body: body):
        host, port = broker.rsplit(':', 1)
        self.broker = (host, int(port))
        self.damage = damage
        self.n_accepted = 0
        self.lock = threading.Lock()
        self.pairs = set()
        self.passes = threading.Event()
        self.heal()
        self.server = socket.create_server(('127.0.0.1', 0))
        self.address = f'127.0.0.1:{self.server.getsockname()[1]}'
        threading.Thread(target=self.accept, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        # A close alone would leave accept() waiting.
        shut(self.server)
        self.server.close()
        self.heal()
        self.cut()

    # -- what can be wrong -------------------------------------------------------

    def heal(self):
        self.delay_seconds = 0
        self.drips = self.refuses = self.tears = False
        self.passes.set()

    def cut(self):
        with self.lock:
            for client, broker in self.pairs:
                shut(client)
                shut(broker)

    def tear(self):
        """The next answer ends in its middle, and the connection with it."""
        self.tears = True

    def half_close(self):
        """Nothing more is answered; what the client sends still goes through."""
        with self.lock:
            for client, _ in self.pairs:
                shut(client, socket.SHUT_WR)

    def black_hole(self):
        """Nothing goes through, in either direction, and nothing is closed."""
        self.passes.clear()

    def delay(self, seconds):
        self.delay_seconds = seconds

    def drip(self):
        """Each answer comes in small pieces."""
        self.drips = True

    def refuse(self):
        """New connections are closed at once."""
        self.refuses = True

    # -- at work -----------------------------------------------------------------

    def accept(self):
        while True:
            try:
                client, _ = self.server.accept()
            except OSError:
                return
            self.n_accepted += 1
            try:
                broker = None if self.refuses else socket.create_connection(self.broker)
            except OSError:
                broker = None
            if broker is None:
                client.close()
                continue
            asked = {}
            with self.lock:
                self.pairs.add((client, broker))
            for arguments in ((self.pass_requests, client, broker, asked), (self.pass_answers, broker, client, asked)):
                threading.Thread(target=self.serve, args=(*arguments, (client, broker)), daemon=True).start()

    def serve(self, work, source, target, asked, pair):
        """Passes on what comes from SOURCE; its end, or TARGET's, ends both directions."""
        with source, source.makefile('rb') as stream:
            with contextlib.suppress(OSError):
                work(stream, target, asked)
            shut(source)
            shut(target)
            with self.lock:
                self.pairs.discard(pair)

    def send(self, connection, body):
        self.passes.wait()
        time.sleep(self.delay_seconds)
        connection.sendall(struct.pack('>i', len(body)) + body)

    def send_answer(self, client, body):
        if self.tears:
            self.tears = False
            client.sendall(struct.pack('>i', len(body)) + body[:len(body) // 2])
            raise OSError('torn')
        if self.drips:
            self.passes.wait()
            frame = struct.pack('>i', len(body)) + body
            step = max(1, len(frame) // DRIPS)
            for begin in range(0, len(frame), step):
                client.sendall(frame[begin:begin + step])
                time.sleep(DRIP_SECONDS)
        else:
            self.send(client, body)

    def pass_requests(self, stream, broker, asked):
        while (body := read_frame(stream)) is not None:
            key, version, number = struct.unpack('>hhi', body[:8])
            asked[number] = (key, version)
            self.send(broker, body)

    def pass_answers(self, stream, client, asked):
        theirs, ours = (host.encode() + struct.pack('>i', port) for host, port in (self.broker, self.server.getsockname()))
        while (body := read_frame(stream)) is not None:
            key, version = asked.pop(struct.unpack('>i', body[:4])[0])
            answer = body[4:].replace(theirs, ours) if key in NAMING else body[4:]
            answer = self.damage(key, version, answer)
            if answer is None:
                return
            self.send_answer(client, body[:4] + answer)
