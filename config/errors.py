"""The one error of this package. Its text may be shown to a person: it holds no values.

SettingsError     settings that cannot be used; names every one of them
"""


class SettingsError(Exception):
    """Settings that cannot be used: ``problems`` has one sentence for each."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems
