from __future__ import annotations

from pathlib import Path

import pytest

from depeche.cli import main
from depeche.corpus.agreement import COLUMNS, Reading, agreement, agreement_markdown, read_readings
from depeche.errors import DepecheError

F, A, E = "factual_report", "attributed_claim", "editorial_commentary"


def readings(*pairs: tuple[str, str], source: str = "written", rule: str = "") -> list[Reading]:
    return [
        Reading(source, "a1", str(i), "", rule, first, second, first)
        for i, (first, second) in enumerate(pairs)
    ]


def test_kappa_is_that_of_a_case_worked_by_hand() -> None:
    # 20 F/F, 15 A/A, 5 F/A, 10 A/F: observed 35/50, expected (25·30 + 25·20)/2500 = 0.5.
    pairs = [(F, F)] * 20 + [(A, A)] * 15 + [(F, A)] * 5 + [(A, F)] * 10
    result = agreement(readings(*pairs))
    assert result.sentences == 50
    assert result.observed == pytest.approx(0.7)
    assert result.kappa == pytest.approx(0.4)
    # Nominal alpha: 1 - (n-1) · disagreeing ordered pairs / (2 · product of the pooled counts).
    assert result.alpha == pytest.approx(1 - 99 * 30 / (2 * 55 * 45))


def test_readings_of_one_label_only_have_no_kappa() -> None:
    result = agreement(readings((F, F), (F, F)))
    assert (result.observed, result.kappa, result.alpha) == (1.0, None, None)


def test_tables_by_source_class_and_rule() -> None:
    pairs = [(F, F), (A, A), (E, F)]
    text = agreement_markdown(
        readings(*pairs, rule="6") * 4 + readings(*pairs[:2], source="wikinews-fr", rule="14") * 2
    )
    assert "| wikinews-fr | 4 | 100.0% | 1.00 | 1.00 |" in text
    assert "| 6 | 12 | 66.7% |" in text
    assert "| 14 |" not in text  # four sentences are too few for a line
    assert "| E | F | 4 | E 4 |" in text


def test_the_command_reads_a_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    row = f"written,a1,0,,6,{F},boilerplate,{F}"
    (tmp_path / "a.csv").write_text(",".join(COLUMNS) + f"\n{row}\n", encoding="utf-8")
    assert main(["agreement", str(tmp_path)]) == 0
    assert "| F | X | 1 | F 1 |" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("source,article\nw,a\n", "a.csv:2: no column sentence"),
        (",".join(COLUMNS) + f"\nw,a,0,,,{F},fact,{F}\n", "a.csv:2: second is 'fact'"),
        (",".join(COLUMNS) + "\n", "no reading in it"),
    ],
)
def test_bad_files_are_refused(tmp_path: Path, content: str, says: str) -> None:
    (tmp_path / "a.csv").write_text(content, encoding="utf-8")
    with pytest.raises(DepecheError) as caught:
        read_readings(tmp_path)
    assert says in str(caught.value)


def test_a_folder_without_readings(tmp_path: Path) -> None:
    with pytest.raises(DepecheError, match=r"no \.csv file"):
        read_readings(tmp_path)
    with pytest.raises(DepecheError, match="no such file"):
        read_readings(tmp_path / "none.csv")


def test_the_figures_of_the_data_card_are_those_of_the_shipped_readings() -> None:
    data = Path(__file__).parents[2] / "data"
    shipped = read_readings(data / "agreement")
    assert len(shipped) >= 1200
    assert agreement_markdown(shipped) in (data / "README.md").read_text(encoding="utf-8")
    kappa = agreement(shipped).kappa
    assert kappa is not None
    assert kappa >= 0.8
