"""From a plan to Python: one generator function that reads level by level and builds the answer.

It knows regular answers only. Whatever it trips over is an exception, and then graphql-core
completes the answer; so most of what could be wrong is not checked for, but left to fail.
"""

from collections.abc import Iterable
from typing import Any, cast

from graphql import (
    GraphQLLeafType,
    GraphQLList,
    GraphQLNonNull,
)

from engine.kinds import Type, nullable, of
from engine.leaves import Memo, Quick, Written, of_column, of_value
from engine.prepared import reader_of
from engine.run import NOTHING, Code, null, read
from engine.tree import (
    Attribute,
    Fetch,
    Field,
    Made,
    Rows,
    Selected,
    Selection,
    TypeName,
    is_never_null,
    is_own,
)

NULL = "None"
REFUSED = "null()"


def query_code(selection: Selection) -> tuple[Code, str]:
    """The function that answers a query, and its text."""
    writer = Writer()
    writer.line("top = (None,)")
    writer.reads(selection, "top")
    return writer.function(writer.objects(selection, "root"))


def value_code(field: Field) -> tuple[Code, str]:
    """The function that completes the value of one root field."""
    writer = Writer()
    if field.inside is not None and field.inside.reads:
        writer.line(f"top = {flat(field.type, '(root,)')}")
        writer.reads(field.inside, "top")
    return writer.function(writer.complete(field.type, field.inside, "root"))


class Writer:
    """Writes one function."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._names = 0
        self._known: dict[str, Any] = {
            "read": read,
            "null": null,
            "NOTHING": NOTHING,
        }
        self._getters: dict[Fetch, str] = {}
        "Of what was read and is already complete, as several parents may show it."
        self._got: dict[Fetch, str] = {}
        "Of what was read for one parent alone, and is completed there."
        self._keys_of: dict[str, str] = {}
        "Keys by what they are taken from: one list serves all fields that need the same."
        self._held: dict[Field, str] = {}
        "Values worked out once for each parent, by the parent's id."

    def function(self, answer: str) -> tuple[Code, str]:
        """Compiled; raises SyntaxError or RecursionError when it is nested too deeply."""
        self.line(f"return {answer}")
        self.line("yield")
        text = "def code(run, root):\n" + "".join(f"    {line}\n" for line in self._lines)
        exec(compile(text, "<plan>", "exec"), self._known)  # noqa: S102 - names and texts below are all written here
        return self._known["code"], text

    def line(self, text: str) -> None:
        self._lines.append(text)

    def new(self, what: str) -> str:
        self._names += 1
        return f"{what}{self._names}"

    def known(self, what: str, value: Any) -> str:
        name = self.new(what)
        self._known[name] = value
        return name

    def assigned(self, what: str, expression: str) -> str:
        name = self.new(what)
        self.line(f"{name} = {expression}")
        return name

    def reads(self, selection: Selection, source: str) -> None:
        """All that must be read below the objects in the list `source`."""
        for selected in selection.of_types:
            if not selected.reads:
                continue
            own = source
            if selection.is_abstract:
                is_own = f"x.type_name == {selected.type_name!r}"
                own = self.assigned("own", f"[x for x in {source} if {is_own}]")
            for field in selected.fields:
                if isinstance(field.how, Fetch):
                    self._fetch(field, field.how, selected.rows, own)
                elif field.reads and field.inside is not None:
                    held = self._hold(field, self._value(field, selected.rows, "x"), own)
                    below = self.assigned("below", flat(field.type, f"{held}.values()"))
                    self.reads(field.inside, below)

    def _hold(self, field: Field, expression: str, own: str) -> str:
        held = self.assigned("held", f"{{id(x): {expression} for x in {own}}}")
        self._held[field] = held
        return held

    def _fetch(self, field: Field, how: Fetch, rows: Rows | None, own: str) -> None:
        names = how.answer.key
        if not names:
            keys = self.assigned("keys", f"[() for x in {own}]")
        elif is_stored(rows, names):
            values = f"[{self._key(how, rows, 'x')} for x in {own}]"
            if values not in self._keys_of:
                self._keys_of[values] = self._keys(how, rows, values)
            keys = self._keys_of[values]
        else:
            held = self._hold(field, self._key(how, rows, "x"), own)
            keys = self._keys(how, rows, f"{held}.values()")
        got = self._read(how, keys)
        if field.inside is not None and field.inside.reads:
            below = self.assigned("below", flat(field.type, f"{got}.values()"))
            self.reads(field.inside, below)
        if is_own(rows, names):
            self._got[how] = got
            return
        made = self.complete(nullable(field.type), field.inside, "z")
        built = got if made == "z" else f"{{k: {made} for k, z in {got}.items()}}"
        self._getters[how] = self.assigned("get", f"({built}).get")

    def _read(self, how: Fetch, keys: str) -> str:
        """What the batch read gives for these keys."""
        got, place = self.new("got"), self.known("place", how)
        if how.is_bound:
            of = f"run.bound[{how.site}]({keys}, run.context"
        else:
            batch, ask = self.known("batch", how.answer.batch.read), self.known("ask", how.ask)
            of = f"{batch}({keys}, {ask}, run.context"
        more = f", **run.arguments({how.site})" if how.has_arguments and not how.is_bound else ""
        self.line(f"{got} = NOTHING")
        self.line(f"if {keys}:")
        self.line(f"    run.at, run.keys = {place}, {keys}")
        self.line(f"    {got} = read(run, {place}, {keys}, (yield from {of}{more})))")
        return got

    def _keys(self, how: Fetch, rows: Rows | None, values: str) -> str:
        """Each once, those of nothing left out."""
        keys = self.assigned("keys", f"dict.fromkeys({values})")
        if not is_never_null(rows, how.answer.key[-1]):
            self.line(f"{keys}.pop(None, None)")
        return self.assigned("keys", f"list({keys})")

    def _key(self, how: Fetch, rows: Rows | None, var: str) -> str:
        """The parent's key; None where its last part is."""
        parts = [self._python(name, rows, var) for name in how.answer.key]
        if len(parts) == 1:
            return parts[0]
        key = f"({', '.join(parts)})"
        if not parts or is_never_null(rows, how.answer.key[-1]):
            return key
        return f"({key} if {parts[-1]} is not None else None)"

    def _python(self, name: str, rows: Rows | None, var: str) -> str:
        """A column or attribute as a Python value."""
        if rows is None:
            return f"{var}.{name}"
        read = reader_of(rows.table.c[name].type)
        stored = at(rows, name, var)
        return stored if read is None else f"{self.known('read', read)}({stored})"

    def _value(self, field: Field, rows: Rows | None, var: str) -> str:
        """What a field holds before it is completed."""
        if isinstance(field.how, Attribute):
            return self._python(field.how.name, rows, var)
        made = cast("Made", field.how)
        of = [self._python(name, rows, var) for name in made.worked.of]
        more = ["run.context"] if made.worked.in_context else []
        more += [f"**run.arguments({made.site})"] if made.has_arguments else []
        return f"{self.known('make', made.worked.out)}({', '.join([*of, *more])})"

    def objects(self, selection: Selection, var: str) -> str:
        """One object, or what stands for its type."""
        if not selection.is_abstract:
            return self._object(selection.of_types[0], var)
        picks = ", ".join(
            f"{one.type_name!r}: lambda o: {self._object(one, 'o')}" for one in selection.of_types
        )
        pick = self.assigned("pick", f"{{{picks}}}")
        return f"{pick}[{var}.type_name]({var})"

    def _object(self, selected: Selected, var: str) -> str:
        fields = [f"{f.key!r}: {self._field(f, selected.rows, var)}" for f in selected.fields]
        return f"{{{', '.join(fields)}}}"

    def _field(self, field: Field, rows: Rows | None, var: str) -> str:
        if isinstance(field.how, TypeName):
            return repr(field.how.name)
        if isinstance(field.how, Fetch):
            held = self._held.get(field)
            key = self._key(field.how, rows, var) if held is None else f"{held}[id({var})]"
            got = self._got.get(field.how)
            if got is not None:
                return self.complete(field.type, field.inside, f"{got}.get({key})")
            found = f"{self._getters[field.how]}({key})"
            return self.required(found) if isinstance(field.type, GraphQLNonNull) else found
        if field in self._held:
            value = f"{self._held[field]}[id({var})]"
        elif rows is not None and isinstance(field.how, Attribute) and field.is_leaf:
            return self._column(field.type, rows, field.how.name, var)
        else:
            value = self._value(field, rows, var)
        return self.complete(field.type, field.inside, value, is_promised=field.is_promised)

    def _column(self, type_: Type, rows: Rows, name: str, var: str) -> str:
        """A leaf as it is stored."""
        leaf = cast("GraphQLLeafType", nullable(type_))
        is_needed = isinstance(type_, GraphQLNonNull) and not is_never_null(rows, name)
        written = of_column(leaf, rows.table.c[name], is_needed=is_needed)
        return self._written(written, at(rows, name, var))

    def _written(self, written: Written | None, expression: str) -> str:
        if written is None:
            return expression
        if isinstance(written, Quick):
            value = self.new("v")
            test = written.test.format(new=f"({value} := {expression})", value=value)
            return f"({value} if {test} else {self.known('write', written.otherwise)}({value}))"
        name = self.known("write", written)
        return f"{name}[{expression}]" if isinstance(written, Memo) else f"{name}({expression})"

    def required(self, expression: str) -> str:
        name = self.new("v")
        return f"({name} if ({name} := {expression}) is not None else {REFUSED})"

    def complete(
        self,
        type_: Type,
        inside: Selection | None,
        expression: str,
        otherwise: str = NULL,
        *,
        is_promised: bool = False,
    ) -> str:
        """A Python value as it is shown; `otherwise` stands where there is none."""
        if isinstance(type_, GraphQLNonNull):
            return self.complete(of(type_), inside, expression, REFUSED, is_promised=is_promised)
        is_needed = otherwise == REFUSED
        if inside is None and not isinstance(type_, GraphQLList):
            leaf = cast("GraphQLLeafType", type_)
            written = of_value(leaf, is_needed=is_needed, is_promised=is_promised)
            return self._written(written, expression)
        is_there, is_list = is_promised and is_needed, isinstance(type_, GraphQLList)
        is_named = expression.isidentifier() or (is_list and is_there)
        var = expression if is_named else self.new("v")
        if is_list:
            item = self.new("i")
            shown_item = self.complete(of(type_), inside, item, is_promised=is_promised)
            shown = f"[{shown_item} for {item} in {var}]"
        else:
            shown = self.objects(cast("Selection", inside), var)
        if is_there and is_named:
            return shown
        bound = var if is_named else f"({var} := {expression})"
        return f"({shown} if {bound} is not None else {otherwise})"


def at(rows: Rows, name: str, var: str) -> str:
    """The stored value of a column."""
    return f"{var}{'.row' if rows.is_typed else ''}[{rows.place_of(name)}]"


def is_stored(rows: Rows | None, names: Iterable[str]) -> bool:
    """Whether these are columns that need not be read: cheap to look up twice."""
    return rows is not None and all(reader_of(rows.table.c[name].type) is None for name in names)


def flat(type_: Type, values: str) -> str:
    """All objects in values of this type, out of their lists."""
    loops = f"for v in {values} if v is not None"
    inner = nullable(type_)
    while isinstance(inner, GraphQLList):
        loops += " for v in v if v is not None"
        inner = nullable(of(inner))
    return f"[v {loops}]"
