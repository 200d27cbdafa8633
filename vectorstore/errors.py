"""Every error of this package. The text of each is a sentence that a person may read.

VectorstoreError
├── SourceError           a file or answer that papers cannot be read from
│   └── SourceAwayError   a place on the network that does not answer now
├── CorpusError           papers.db cannot be opened, read or written
├── EmbeddingError        the embedding model is missing, altered or refused to work
├── IndexMismatchError    the index was built with another model, dimension or schema
├── IndexDamagedError     the derived index is missing, incomplete or unreadable
└── WriterBusyError       another process is writing to this index
"""


class VectorstoreError(Exception):
    """Root of the tree."""


class SourceError(VectorstoreError):
    """A file or answer that papers cannot be read from."""


class SourceAwayError(SourceError):
    """A place on the network that does not answer now."""


class CorpusError(VectorstoreError):
    """The corpus database cannot be opened, read or written."""


class EmbeddingError(VectorstoreError):
    """The embedding model is missing, altered or refused to work."""


class IndexMismatchError(VectorstoreError):
    """The index was built with another embedding model, dimension or schema."""


class IndexDamagedError(VectorstoreError):
    """The derived index is missing, incomplete or unreadable."""


class WriterBusyError(VectorstoreError):
    """Another process is writing to this index."""
