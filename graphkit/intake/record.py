"""What a row of a table and an object of JSON have in common: values that are taken once, by name."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import TypeVar

from graphkit.dates import DateOrder, PartialDate
from graphkit.errors import InvalidDate, InvalidValue
from graphkit.text import nearest

ValueT = TypeVar("ValueT")


class Fields(ABC):
    """Values by name, of which some stand for others and some are dates."""

    __slots__ = ()

    @abstractmethod
    def take(self, name: str) -> str:
        """Return the value as text; empty where it is empty or absent."""

    @abstractmethod
    def place(self, name: str) -> str:
        """Return how messages call the place of that name."""

    def choose(self, name: str, allowed: Mapping[str, ValueT], *, default: ValueT | None = None) -> ValueT:
        """Return what the value stands for; an empty one stands for the default, if one is given.

        Raises InvalidValue with what is allowed and the nearest of it.
        """
        value = self.take(name)
        if value in allowed:
            return allowed[value]
        if not value and default is not None:
            return default
        guess = nearest(value, allowed)
        hint = f"; did you mean {guess!r}?" if guess else ""
        raise InvalidValue(f"{self.place(name)}: {value!r} is not one of {', '.join(map(repr, allowed))}{hint}")

    def date(self, name: str, order: DateOrder = DateOrder.ISO) -> PartialDate | None:
        """Return the value as a date, or None where it is empty; raises InvalidDate naming its place."""
        if not (value := self.take(name)):
            return None
        try:
            return PartialDate.parse(value, order=order)
        except InvalidDate as error:
            raise InvalidDate(f"{self.place(name)}: {error}") from None
