// Taking a network or an endpoint out of the kernel from its record; the driver is not asked.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "runtime/app/session.hpp"

namespace mydocker::app {

class Removal {
 public:
  Removal(OpenState& open_state, const apply::ExecutionContext& execution)
      : applier_(execution), open_state_(open_state), state_(execution.state) {}

  // Drops what is recorded of the row, and the row.
  using Forget = std::function<Result<void>(const store::JournalEntry&)>;

  // Marks the row `removing`, takes back what it holds, and then forgets it. busy: another command
  // is at it. in_use: it is a network, and a container is connected. After a failed step everything
  // is as before, unless the error is unfinished: then the next command carries the removal on.
  Result<void> carry_out(const std::string& owner, const Forget& forget);

  // The same as lines of shell. Inside a transaction of the runtime state, which is given up.
  Result<std::vector<apply::RemovalLine>> lines(const std::string& owner);

  // The same as a script, of one after the other. Inside such a transaction as well: what is ended
  // in it is gone for whatever is asked there later.
  Result<std::string> script(const std::vector<std::string>& owners, const std::string& title);

 private:
  Result<store::JournalEntry> begin(const std::string& owner);
  Error restored(Error error, const store::JournalEntry& journal_entry);
  // Inside a transaction: the row, which nobody else works on.
  Result<store::JournalEntry> locked_entry(const std::string& owner);
  Result<void> refuse_in_use(const store::JournalEntry& journal_entry);

  apply::Applier applier_;
  OpenState& open_state_;
  store::RuntimeState& state_;
};

}  // namespace mydocker::app
