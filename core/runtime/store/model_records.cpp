// Networks and endpoints as records, with the fields of model_fields.hpp.
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "mydocker/net_types.hpp"
#include "runtime/model/network_spec.hpp"
#include "runtime/store/model_fields.hpp"
#include "runtime/store/record.hpp"

namespace mydocker::store {
namespace {

using model::AddressRange;
using model::ContainerHalf;
using model::IpamDriver;
using model::StaticRoute;

using Addresses = std::map<std::string, IpAddress>;

// A concept for a value with a text and a parser.
template <class T>
concept Textual = requires(const T& value) {
  value.text();
  T::parse(std::string());
};

// Computes a checksum of named texts. It does not depend on their order.
class FieldHash {
 public:
  void set(std::string_view name, std::string_view text) {
    // The factor makes the checksum change if a letter moves from the name to the text. It depends
    // on the length of the name. It is odd, so that different hashes stay different.
    const std::uint64_t factor = 2 * name.size() + 1;
    sum_ += static_cast<std::uint64_t>(checksum_of(name, text)) * factor;
  }
  // Returns the checksum. It is never 0.
  [[nodiscard]] std::int64_t value() const noexcept {
    return sum_ == 0 ? 1 : static_cast<std::int64_t>(sum_);
  }

 private:
  std::uint64_t sum_ = 0;
};

// Passes the fields of one struct to `Target`, which is a Record or a FieldHash. A field without a
// value is left out.
template <class Target>
class RecordWriter {
 public:
  RecordWriter(Target& target, std::string place) : target_(target), place_(std::move(place)) {}

  void operator()(const FieldName& name, const auto& value) { put(place_ + name.record, value); }
  template <class T>
  void optional(const FieldName& name, const T& value) {
    if (value != T{}) (*this)(name, value);
  }

 private:
  void put(const std::string& key, const std::string& text) { target_.set(key, text); }
  void put(const std::string& key, std::integral auto number) {
    target_.set(key, std::to_string(static_cast<std::int64_t>(number)));
  }
  void put(const std::string& key, const std::map<std::string, std::string>& texts) {
    for (const auto& [name, text] : texts) put(std::string(key).append(".").append(name), text);
  }
  void put(const std::string& key, const Addresses& addresses) {
    for (const auto& [name, address] : addresses)
      put(std::string(key).append(".").append(name), address);
  }
  void put(const std::string& key, const Textual auto& value) { target_.set(key, value.text()); }
  void put(const std::string& key, const std::optional<IpAddress>& address) {
    if (address) put(key, *address);
  }
  void put(const std::string& key, const std::optional<AddressRange>& range) {
    if (!range) return;
    put(key + "-first", range->first);
    put(key + "-last", range->last);
  }
  void put(const std::string& key, Protocol protocol) {
    target_.set(key, std::string(name_of(protocol)));
  }
  void put(const std::string& key, const IpamDriver& choice) {
    target_.set(key, model::name_of(choice));
  }
  void put(const std::string& key, ContainerHalf half) {
    target_.set(key, std::string(half == ContainerHalf::engine ? "engine" : "mydocker"));
  }
  void put(const std::string& key, const StaticRoute& route) {
    target_.set(key, model::route_text(route));
  }
  template <class T>
  void put(const std::string& key, const std::vector<T>& values) {
    for (std::size_t n = 0; n < values.size(); ++n) put(key + std::to_string(n), values[n]);
  }
  template <class T>
  requires requires(RecordWriter& codec, const T& value) { fields(codec, value); }
  void put(const std::string& key, const T& value) {
    RecordWriter writer(target_, key);
    fields(writer, value);
  }

  Target& target_;
  std::string place_;  // prefix of the names of the fields
};

// Reads the fields of one struct. A missing field is empty, 0 or false.
class RecordReader {
 public:
  RecordReader(const Record& record, std::string place, bool& valid)
      : record_(record), place_(std::move(place)), valid_(valid) {}

  void operator()(const FieldName& name, auto& value) { get(place_ + name.record, value); }
  void optional(const FieldName& name, auto& value) { (*this)(name, value); }

 private:
  void get(const std::string& key, std::string& text) { text = record_.text(key); }
  void get(const std::string& key, bool& flag) { flag = record_.number(key) != 0; }
  void get(const std::string& key, std::integral auto& number) {
    number = static_cast<std::remove_reference_t<decltype(number)>>(record_.number(key));
  }
  void get(const std::string& key, std::map<std::string, std::string>& texts) {
    texts = record_.texts(key);
  }
  void get(const std::string& key, Addresses& addresses) {
    for (const auto& [name, text] : record_.texts(key))
      take(IpAddress::parse(text), addresses[name]);
  }
  template <Textual T>
  void get(const std::string& key, T& value) {
    take(T::parse(record_.text(key)), value);
  }
  void get(const std::string& key, std::optional<IpAddress>& address) {
    if (!record_.text(key).empty()) get(key, address.emplace());
  }
  void get(const std::string& key, std::optional<AddressRange>& range) {
    std::optional<IpAddress> first;
    std::optional<IpAddress> last;
    get(key + "-first", first);
    get(key + "-last", last);
    if (first && last) range = {*first, *last};
  }
  void get(const std::string& key, Protocol& protocol) {
    for (const auto one : {Protocol::tcp, Protocol::udp, Protocol::sctp}) {
      if (record_.text(key) != name_of(one)) continue;
      protocol = one;
      return;
    }
    valid_ = false;
  }
  void get(const std::string& key, IpamDriver& choice) {
    choice = model::ipam_driver_from(record_.text(key));
  }
  void get(const std::string& key, ContainerHalf& half) {
    half = record_.text(key) == "engine" ? ContainerHalf::engine : ContainerHalf::mydocker;
  }
  void get(const std::string& key, StaticRoute& route) {
    take(model::parse_route(record_.text(key)), route);
  }
  // Reads a list. It ends before the first number whose field is missing.
  template <class T>
  void get(const std::string& key, std::vector<T>& values) {
    for (std::size_t n = 0; valid_ && !record_.text(key + std::to_string(n)).empty(); ++n)
      get(key + std::to_string(n), values.emplace_back());
  }
  template <class T>
  requires requires(RecordReader& codec, T& value) { fields(codec, value); }
  void get(const std::string& key, T& value) {
    RecordReader reader(record_, key, valid_);
    fields(reader, value);
  }

  template <class T>
  void take(Result<T> parsed, T& value) {
    valid_ = valid_ && parsed.ok();
    if (parsed.ok()) value = *std::move(parsed);
  }

  const Record& record_;
  std::string place_;
  bool& valid_;
};

template <class Target, class T>
Target written(const T& value) {
  Target target;
  RecordWriter<Target> writer(target, "");
  fields(writer, value);
  return target;
}

template <class T>
std::optional<T> read(const Record& record) {
  T value;
  bool valid = true;
  RecordReader reader(record, "", valid);
  fields(reader, value);
  return valid ? std::optional(std::move(value)) : std::nullopt;
}

}  // namespace

Record record_of(const model::Network& network) { return written<Record>(network); }

Record record_of(const model::Endpoint& endpoint) { return written<Record>(endpoint); }

std::int64_t checksum_of(const model::Network& network) {
  return written<FieldHash>(network).value();
}

std::optional<model::Network> network_from(const Record& record) {
  return read<model::Network>(record);
}

std::optional<model::Endpoint> endpoint_from(const Record& record) {
  return read<model::Endpoint>(record);
}

}  // namespace mydocker::store
