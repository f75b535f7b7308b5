// An endpoint as rows of runtime.db, and back.
#pragma once

#include <string>
#include <string_view>

#include "mydocker/result.hpp"
#include "runtime/model/network.hpp"
#include "runtime/store/database.hpp"

namespace mydocker::store {

// already_exists: the container is connected, or an address or the MAC is held by another one.
Result<void> check_endpoint_free(Database& database, const model::Endpoint& endpoint);

// The row and the leases of its addresses.
Result<void> insert_endpoint_rows(Database& database, std::int64_t work,
                                  const model::Endpoint& endpoint);

// To be followed by a condition.
extern const std::string kEndpointColumns;
Result<model::Endpoint> read_endpoint(const Statement& row);

// The container that holds the address; nothing: nobody.
Result<std::optional<std::string>> holder_of(Database& database, std::string_view network_id,
                                             const IpAddress& address);

}  // namespace mydocker::store
