// The shell lines of services and of their files.
//
// A service that a line starts has the same user, directory, umask, limits and environment as one
// that the core starts (kernel/service_start.hpp).
#pragma once

#include <string>

#include "mydocker/service_resource.hpp"
#include "runtime/plan/shell_lines.hpp"

namespace mydocker::plan {

std::string create_service_line(const Service& service, const ShellContext& context);
// Ends the process. Its directory stays.
std::string stop_service_line(const Service& service, const ShellContext& context);
std::string destroy_service_line(const Service& service, const ShellContext& context);

std::string create_service_line(const ServiceFile& file, const ShellContext& context);
std::string destroy_service_line(const ServiceFile& file, const ShellContext& context);

}  // namespace mydocker::plan
