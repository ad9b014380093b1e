"""The verifiers say in a sentence that a file is not there, or is no JSON."""

import subprocess
import sys
from pathlib import Path

import pytest

VERIFY = Path(__file__).parents[2] / "docs" / "verify"


@pytest.mark.parametrize("name", ["verify_panel.py", "verify_entries.py"])
@pytest.mark.parametrize("written", [None, "no JSON"])
def test_a_file_that_cannot_be_read_is_named_in_a_sentence(tmp_path, name, written):
    file = tmp_path / "told.json"
    if written:
        file.write_text(written)
    ran = subprocess.run(
        [sys.executable, VERIFY / name, file], capture_output=True, text=True, check=False
    )
    assert ran.returncode == 1
    assert ran.stderr.startswith(f"Nothing was checked: {file} cannot be read as JSON")
    assert "Traceback" not in ran.stderr
