"""Whether a workbook, which is a zip archive, is as large unpacked as it says. What reads it later takes its word for it.

A part declares its size twice, and both can be written down wrong: a file of half a megabyte then fills a gigabyte of
memory. So every part is unpacked here first, piece by piece, and never further than one byte past what it declares.
"""

import zipfile
import zlib

_PIECE = 1 << 20
_HEADER = 30
"""Bytes of a part's own header before its name, in which the lengths of name and extra field stand at 26 and 28."""


def unpacks_as_declared(data: bytes, part: zipfile.ZipInfo) -> bool:
    """Whether a part of the archive `data` unpacks to exactly the bytes that its entry in the directory declares.

    A part that is damaged, or packed in a way that no spreadsheet program uses, does not.
    """
    header = data[part.header_offset : part.header_offset + _HEADER]
    if len(header) < _HEADER:
        return False
    start = (
        part.header_offset + _HEADER + int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little")
    )
    packed = memoryview(data)[start : start + part.compress_size]
    if part.compress_type == zipfile.ZIP_STORED:
        return len(packed) == part.file_size
    return part.compress_type == zipfile.ZIP_DEFLATED and _inflates_to(packed, part.file_size)


def _inflates_to(packed: memoryview, size: int) -> bool:
    """Whether a deflated stream has exactly `size` bytes."""
    stream, got, rest = zlib.decompressobj(-zlib.MAX_WBITS), 0, packed[:0]
    position = 0
    try:
        while not stream.eof and got <= size:
            if not len(rest):
                rest, position = packed[position : position + _PIECE], position + _PIECE
                if not len(rest):
                    return False
            got += len(stream.decompress(rest, min(_PIECE, size - got + 1)))
            rest = memoryview(stream.unconsumed_tail)
    except zlib.error:
        return False
    return got == size
