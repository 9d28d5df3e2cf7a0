"""Lines and columns as an editor counts them."""

from hypothesis import given, strategies as st
from lsprotocol import types
from pygls.workspace import PositionCodec

from derive.editor.columns import Columns

TEXTS = st.text(st.sampled_from("ab 𝒔é漢\u2028\x0c\n")).map(lambda text: text.replace("\r", ""))


@given(TEXTS, st.sampled_from(list(types.PositionEncodingKind)), st.data())
def test_there_and_back(text, encoding, data):
    columns = Columns(text, PositionCodec(encoding=encoding))
    line = data.draw(st.integers(1, len(columns.lines)))
    column = data.draw(st.integers(1, len(columns.lines[line - 1]) + 1))
    position = columns.position(line, column)
    assert columns.place(position) == (line, column)
    assert columns.at(columns.offset(line, column)) == position


def test_units():
    columns = Columns("𝒔 = 1\r\n𝒔𝒔 = 2\r\n")
    assert columns.position(1, 3) == types.Position(0, 3)
    assert columns.position(2, 4) == types.Position(1, 5)
    assert columns.position(9, 9) == types.Position(2, 0)
    bytes_ = Columns("𝒔 = 1", PositionCodec(encoding=types.PositionEncodingKind.Utf8))
    assert bytes_.position(1, 3) == types.Position(0, 5)
