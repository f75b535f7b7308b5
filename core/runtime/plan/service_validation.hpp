// The rules for services in a driver's plan, and for their files.
#pragma once

#include <string>
#include <vector>

#include "mydocker/result.hpp"
#include "mydocker/service_resource.hpp"

namespace mydocker::plan {

// `ids`: the ids whose digits the name of a service may end with: those of the network and of the
// endpoint. Error driver: the reason.
Result<void> check_service(const Service& service, const std::vector<std::string>& ids);
Result<void> check_service_file(const ServiceFile& file, const std::vector<std::string>& ids);

}  // namespace mydocker::plan
