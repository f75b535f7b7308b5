"""Runs one target of tests/fuzz with libFuzzer. It begins with the corpus of the repository and keeps what it finds in a
folder beside the results, so the next piece continues there."""
import pathlib
import subprocess

CORPORA = pathlib.Path(__file__).resolve().parents[2] / "fuzz" / "corpus"
RUNS = 100_000  # of one trial
LONGEST = 1800  # seconds of one trial


def targets():
    return sorted(folder.name for folder in CORPORA.iterdir())


def run(fuzzer, target, seed, folder):
    """Returns the problems of one trial. A crash leaves its input in the folder."""
    found = pathlib.Path(folder) / target
    found.mkdir(parents=True, exist_ok=True)
    done = subprocess.run([fuzzer, f"-runs={RUNS}", f"-seed={seed}", "-timeout=10", "-rss_limit_mb=2048", "-verbosity=0",
                           f"-artifact_prefix={found}/../{target}-", str(found), str(CORPORA / target)],
                          env={"MYDOCKER_FUZZ_TARGET": target}, capture_output=True, text=True, errors="replace",
                          timeout=LONGEST)
    return [] if done.returncode == 0 else [{"kind": "crash", "text": f"{target}: {done.stderr[-1500:]}"}]
