// The shared code of `network ip ls` and `network port ls`: lists of addresses or ports that
// containers use, for each network.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "command_context.hpp"
#include "output/network_rows.hpp"

namespace mydocker::cli::network {

inline constexpr Operand kHolderListOperands[] = {{.placeholder = "NETWORK", .count = Count::any}};

// A key of --filter, and the field of a row that is compared with its values.
struct FilterField {
  const char* key;
  const char* field;
};

// The parts in which the two commands differ. The filters are not owned.
struct HolderList {
  const ListView& (*view)();
  std::vector<Json> (*rows)(const app::NetworkReport& report, IdLength length);
  std::span<const FilterField> filters;
};

// Prints the rows of the named networks, or of all networks. Prints errors. Returns the exit code.
int print_holders(CommandContext& context, const Arguments& arguments, const HolderList& list);

}  // namespace mydocker::cli::network
