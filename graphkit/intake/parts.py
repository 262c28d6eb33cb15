"""Parts of a record that one publisher writes as XML, as JSON made of it (``{"$": …}``), and as plain JSON."""

from dataclasses import dataclass

from graphkit.intake.documents import Document
from graphkit.intake.elements import Element

_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a record, whether it was written as JSON or as XML."""

    of: Document | Element

    def text(self, *keys: str) -> str:
        """Return the text of the first key that is there."""
        return next((text for key in keys if (text := self.texts(key)[:1])), [""])[0]

    def texts(self, key: str) -> list[str]:
        """Return every text under the key: a plain one, one in ``$``, or several of either."""
        if isinstance(self.of, Element):
            found = self.of.children(key)
            for element in found:
                element.ignore(_LANGUAGE)
            return [element.text for element in found if element.text]
        if self.of.holds_text(key):
            return [self.of.take(key)]
        return [text for node in self.parts(key) if (text := node.value())]

    def value(self, *otherwise: str) -> str:
        """Return the part's own text; plain JSON writes it under the part's own name."""
        if isinstance(self.of, Element):
            self.of.ignore(_LANGUAGE)
            return self.of.text
        self.of.ignore("@xml:lang")
        return next((text for key in ("$", *otherwise) if (text := self.of.take(key))), "")

    def attribute(self, name: str) -> str:
        """Return an attribute, which plain JSON writes like any other key."""
        if isinstance(self.of, Element):
            return self.of.attribute(name)
        return self.of.take(f"@{name}") or self.of.take(name)

    def parts(self, key: str) -> list["Part"]:
        """Return the parts under the key, one or several."""
        if isinstance(self.of, Element):
            return [Part(element) for element in self.of.children(key)]
        if self.of.holds_list(key):
            return [Part(item) for item in self.of.children(key)]
        return [Part(self.of.child(key))] if self.of.has(key) else []

    def listed(self, box: str, item: str) -> list["Part"]:
        """Return the parts in a box; plain JSON has none of its own for each."""
        if isinstance(self.of, Element):
            return [Part(element) for element in self.of.listed(box, item)]
        if self.of.holds_list(box):
            return [Part(found) for found in self.of.children(box)]
        return [part for node in self.parts(box) for part in node.parts(item)]

    def ignore(self, *keys: str) -> None:
        """Leave these unread, knowingly, and the language of the part."""
        self.of.ignore(*keys, _LANGUAGE, "@xml:lang")
