// Text measured in UTF-8 characters. Invalid UTF-8 is accepted.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace mydocker::cli::templates {

// The number of characters: all bytes except the continuation bytes of UTF-8.
std::size_t characters_in(std::string_view text);

// The first `count` characters, or all if there are fewer.
std::string_view first_characters(std::string_view text, std::size_t count);

}  // namespace mydocker::cli::templates
