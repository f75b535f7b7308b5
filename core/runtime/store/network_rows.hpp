// Converts networks to rows of definitions.db, and back.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "mydocker/result.hpp"
#include "runtime/model/network.hpp"
#include "runtime/store/database.hpp"

namespace mydocker::store {

// Computes the checksum of a stored network after a change of its rows.
Result<void> add_network_checksum(Database& database, std::string_view id);

Result<void> insert_network_rows(Database& database, const model::Network& network);

// Returns the networks in natural order of their names. Call it inside
// Database::with_read_transaction, because a network has several rows.
Result<std::vector<model::Network>> read_networks(Database& database);

// Returns the first network for which the condition is true. The condition is SQL with ?1 for
// `value`.
Result<std::optional<model::Network>> read_network(Database& database, std::string_view condition,
                                                   std::string_view value);

}  // namespace mydocker::store
