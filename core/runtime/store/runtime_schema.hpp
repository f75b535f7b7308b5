// The tables of runtime.db.
#pragma once

#include <span>

namespace mydocker::store {

// Each element leads from one version of the schema to the next.
std::span<const char* const> runtime_schema();

}  // namespace mydocker::store
