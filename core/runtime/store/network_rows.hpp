// A network as rows of definitions.db, and back.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "mydocker/result.hpp"
#include "runtime/model/network.hpp"
#include "runtime/store/database.hpp"

namespace mydocker::store {

enum class Which : std::uint8_t { visible, all };

// Not visible yet.
Result<void> insert_network_rows(Database& database, const model::Network& network);

// To be read at one time (Database::with_read_transaction), as a network has several rows.
//
// In natural order of their names.
Result<std::vector<model::Network>> read_networks(Database& database, Which which);

// The first network that the condition, SQL with ?1 for `value`, holds for.
Result<std::optional<model::Network>> read_network(Database& database, std::string_view condition,
                                                   std::string_view value);

}  // namespace mydocker::store
