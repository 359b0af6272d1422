"""The builds that a formula is checked against: the real class at other numbers, each made once."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from symparams.algebra.relations import Condition
from symparams.errors import BadConfigError
from symparams.models.tracing.recording import Recorder
from symparams.models.tracing.sources import Field, Numbers
from symparams.models.tracing.structure import Node


@dataclass(frozen=True, slots=True)
class BuiltSize:
    """What a real build has: parameters, and tensors that hold them."""

    parameters: int
    tensors: int


@dataclass(frozen=True, slots=True)
class Traced:
    """A build with symbols: the tree of its modules, and what the code decided on the way."""

    root: Node
    recorder: Recorder
    size: BuiltSize

    def decisions(self) -> dict[Condition, None]:
        """Everything under which the code would build the same tree again."""
        return {**self.recorder.conditions, **self.recorder.held, **self.uses()}

    def uses(self) -> dict[Condition, None]:
        """The loops over a size and the texts with it, which may not matter."""
        return {**self.recorder.loops, **self.recorder.texts}


@dataclass(frozen=True, slots=True)
class Probe:
    """The real class built at other numbers: its count, or None where it cannot be built."""

    numbers: Mapping[str, int]
    actual: int | None
    tensors: int = 0


Key = tuple[tuple[str, int], ...]


def others(value: int) -> Iterator[int]:
    """Values to try for a field: the double first."""
    tried = {value}
    for other in (2 * value, value + 1, 3 * value, value - 1, value // 2, 4 * value):
        if other > 0 and other not in tried:
            tried.add(other)
            yield other


@dataclass(slots=True)
class Checks:
    """The builds of one trace, in numbers and with symbols, each made once."""

    measure: Callable[[Numbers], BuiltSize]
    build: Callable[[Numbers], Traced]
    made: dict[Key, Probe] = field(default_factory=dict)
    traced: dict[Key, Traced | None] = field(default_factory=dict)

    def probe(self, numbers: Numbers) -> Probe:
        """The real class at ``numbers``."""
        key = _key(numbers)
        if key not in self.made:
            try:
                size = self.measure(numbers)
            except BadConfigError:
                self.made[key] = Probe(dict(numbers), None)
            else:
                self.made[key] = Probe(dict(numbers), size.parameters, size.tensors)
        return self.made[key]

    def symbolic(self, numbers: Numbers) -> Traced | None:
        """The class built with symbols at ``numbers``; None where it cannot be built."""
        key = _key(numbers)
        if key not in self.traced:
            try:
                self.traced[key] = self.build(numbers)
            except BadConfigError:
                self.traced[key] = None
        return self.traced[key]

    def deep(self, numbers: Numbers) -> Traced | None:
        """`symbolic`, whose own count stands for a further build of so many modules."""
        traced = self.symbolic(numbers)
        if traced is not None:
            probe = Probe(dict(numbers), traced.size.parameters, traced.size.tensors)
            self.made.setdefault(_key(numbers), probe)
        return traced

    def alone(self, item: Field, most: int = 1) -> list[Probe]:
        """At most ``most`` builds in which only this field has another value."""
        found: list[Probe] = []
        for value in others(item.value):
            probe = self.probe({item.path: value})
            if probe.actual is not None:
                found.append(probe)
            if len(found) == most:
                break
        return found


def _key(numbers: Numbers) -> Key:
    return tuple(sorted((path, int(number)) for path, number in numbers.items()))
