// JSON documents in tests.
#pragma once

#include <gtest/gtest.h>

#include <string_view>
#include <utility>

#include "mydocker/json.hpp"

namespace mydocker {

// Parses a document. The test fails if the text is not JSON; then the result is null.
inline Json json_from(std::string_view text) {
  auto document = Json::parse(text);
  EXPECT_TRUE(document.ok()) << document.error().message() << ":\n" << text;
  return std::move(document).value_or({});
}

}  // namespace mydocker
