#!/usr/bin/env python3
"""Runs the tests of this folder and prints how many passed. run_package_tests.sh starts it in new namespaces."""

import pathlib
import sys
import unittest

HERE = pathlib.Path(__file__).parent


def main():
    sys.path.insert(0, str(HERE))
    loader = unittest.TestLoader()
    suite = loader.loadTestsFromNames(sys.argv[1:]) if sys.argv[1:] else loader.discover(str(HERE), "*_test.py")
    result = unittest.TextTestRunner(stream=sys.stdout, verbosity=2).run(suite)
    bad = len(result.failures) + len(result.errors) + len(result.unexpectedSuccesses)
    print(f"{result.testsRun - bad - len(result.skipped)} passed, {bad} failed, {len(result.skipped)} skipped")
    return 0 if bad == 0 and result.testsRun > 0 else 1


sys.exit(main())
