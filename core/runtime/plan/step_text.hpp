// Each change of a resource in plain words, for the step log.
//
// Example: create_text(address) is `add address 192.0.2.1/24 on "testnet"`.
#pragma once

#include <string>

#include "mydocker/resource.hpp"

namespace mydocker::plan {

std::string create_text(const Resource& resource);
std::string bring_up_text(const Resource& resource);
// Returns the text for a removal. `prior` is the value that a sysctl is restored to.
std::string remove_text(const Resource& resource, const std::string& prior);

}  // namespace mydocker::plan
