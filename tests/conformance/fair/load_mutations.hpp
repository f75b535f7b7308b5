// Mutations of the rules for loading, and for the border.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "mydocker/result.hpp"

namespace fair {

// The answer of a mutant that does not let the SDK answer this request; empty: it does.
std::string break_boundary(std::string_view request);
// The error of a mutant that does not plan where it is.
mydocker::Result<void> break_call();

// The driver's own note in memory.
const char* note_begin();
std::size_t note_size();

}  // namespace fair
