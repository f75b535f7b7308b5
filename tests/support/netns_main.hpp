// Functions for tests with support/netns_main.cpp.
#pragma once

namespace mydocker::testing {

// Call it in SetUpTestSuite(): all tests of the suite then share the current namespaces.
void keep_namespaces();

}  // namespace mydocker::testing
