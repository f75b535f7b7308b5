// Converts networks and endpoints to records, and back.
#pragma once

#include <optional>

#include "runtime/model/network.hpp"
#include "runtime/store/record.hpp"

namespace mydocker::store {

Record record_of(const model::Network& network);
Record record_of(const model::Endpoint& endpoint);
// Return nothing if a field has an invalid address.
std::optional<model::Network> network_from(const Record& record);
std::optional<model::Endpoint> endpoint_from(const Record& record);

}  // namespace mydocker::store
