// Mutations of the rules for loading, and of the boundary.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "mydocker/result.hpp"

namespace fair {

// The wrong reply of a mutant to this request. Empty: the SDK replies.
std::string break_boundary(std::string_view request);
// The error of a mutant that refuses to plan in its process.
mydocker::Result<void> break_call();

// The driver's own note in memory.
const char* note_begin();
std::size_t note_size();

}  // namespace fair
