// What tests that run under support/netns_main.cpp can ask of it.
#pragma once

namespace mydocker::testing {

// In SetUpTestSuite(): all tests of this suite run in the namespaces that are current now.
void keep_namespaces();

}  // namespace mydocker::testing
