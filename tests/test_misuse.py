"""Mistakes on the command line are told in the reader's language."""

import pytest
from click.testing import CliRunner

from derive.cli import cli


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["check", "--lang", "zh", "nowhere.md"], "'nowhere.md' 不是页面、文件或文件夹"),
        (["check", "--lang", "zh", "--annotate", "out.md"], "--annotate 只接受一个文档"),
        (["check", "--time-limit", "-1", "--lang", "zh"], "-1.0 不在范围 x>0 之内"),
        (["prove", "--lang", "zh", "softargmx"], "'softargmx' 不是页面、文件或文件夹；是否指 softargmax？"),
    ],
)
def test_a_mistake_on_the_command_line_is_told_in_the_language_asked_for(words, said):
    done = CliRunner(env={"LANG": "C", "LC_ALL": "C"}).invoke(cli, words)
    assert done.exit_code == 2
    assert said in done.output


def test_without_a_language_it_is_told_in_that_of_the_locale():
    chinese = CliRunner(env={"LC_ALL": "zh_CN.UTF-8"}).invoke(cli, ["chekc"])
    assert "没有命令 'chekc'；是否指 check？" in chinese.output
    english = CliRunner(env={"LC_ALL": "C"}).invoke(cli, ["chekc"])
    assert "there is no command 'chekc'; did you mean check?" in english.output


def test_only_commands_are_listed():
    listed = cli.list_commands(None)
    assert [name for name in listed if cli.get_command(None, name).name is None] == []
    assert not {"asked", "misuse", "options"} & {*listed}
