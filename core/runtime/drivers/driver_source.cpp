#include "runtime/drivers/driver_source.hpp"

namespace mydocker::drivers {
namespace {

class InstalledDrivers final : public DriverSource {
 public:
  Result<Candidate> find(const SearchSettings& search, std::string_view name) override {
    return find_driver(search, name);
  }
  Result<DriverHandle> load(const Candidate& candidate, const LoadSettings& settings) override {
    return drivers::load(candidate, settings);
  }
};

}  // namespace

DriverSource& installed_drivers() {
  static InstalledDrivers drivers;
  return drivers;
}

}  // namespace mydocker::drivers
