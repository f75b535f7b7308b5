// Taking a network or an endpoint out of the kernel from its record; the driver is not asked.
#pragma once

#include <string>
#include <vector>

#include "runtime/app/parts.hpp"

namespace mydocker::app {

class Removal {
 public:
  Removal(World& world, const apply::Site& site)
      : applier_(site), world_(world), state_(site.state) {}

  // Marks the row `removing` and takes back what it holds; the caller ends it. busy: another
  // command is at it. in_use: it is a network, and a container is connected. After a failed step
  // everything is as before, unless the error is unfinished.
  Result<store::Work> take_back(const std::string& owner);

  // The same as lines of shell. Inside a transaction of the runtime state, which is given up.
  Result<std::vector<apply::RemovalLine>> lines(const std::string& owner);

  // The same as a script, of one after the other. Inside such a transaction as well: what is ended
  // in it is gone for whatever is asked there later.
  Result<std::string> script(const std::vector<std::string>& owners, const std::string& title);

 private:
  // Inside a transaction: the row, which nobody else works on.
  Result<store::Work> claimed(const std::string& owner);
  Result<void> refuse_in_use(const store::Work& work);

  apply::Applier applier_;
  World& world_;
  store::RuntimeState& state_;
};

}  // namespace mydocker::app
