#include "shaper.hpp"

#include <cerrno>
#include <cstring>

#include "queue_request.hpp"

namespace shaped {
namespace {

using mydocker::Custom;
using mydocker::CustomState;
using mydocker::Error;
using mydocker::ErrorKind;
using mydocker::HandlerContext;
using mydocker::Result;

// Reads the fields. An older version of this driver may have planned them.
Result<Bucket> bucket_in(const Custom& resource) {
  const auto field = resource.fields.find("rate");
  if (field == resource.fields.end())
    return Error(ErrorKind::invalid_argument, "the shaper has no rate");
  MYDOCKER_TRY(const auto rate, mydocker::parse_number(field->second));
  return bucket_of(static_cast<std::uint64_t>(rate));
}

Error error_of(int number) { return {ErrorKind::kernel, std::strerror(number)}; }

}  // namespace

Custom shaper(mydocker::Place place, const std::string& link, std::int64_t rate) {
  const auto bucket = bucket_of(static_cast<std::uint64_t>(rate));
  Custom resource;
  resource.place = place;
  resource.kind = kKind;
  resource.name = link;
  resource.fields = {{"rate", std::to_string(rate)}};
  resource.create_lines = {"tc qdisc add dev " + link + " root tbf rate " + std::to_string(rate) +
                           "kbit burst " + std::to_string(bucket.burst) + " limit " +
                           std::to_string(bucket.limit)};
  resource.destroy_lines = {"tc qdisc delete dev " + link + " root"};
  return resource;
}

Result<CustomState> ShaperHandler::observe(const Custom& resource,
                                           HandlerContext& /*context*/) const {
  MYDOCKER_TRY(const auto wanted, bucket_in(resource));
  Found found;
  const int error = find_queue(resource.name, found);
  if (error == ENODEV) return CustomState::absent;  // a missing link has no shaper
  if (error != 0) return error_of(error);
  if (!found.is_bucket) return CustomState::absent;
  return found.rate == wanted.rate ? CustomState::matches : CustomState::differs;
}

Result<void> ShaperHandler::create(const Custom& resource, HandlerContext& /*context*/) const {
  MYDOCKER_TRY(const auto wanted, bucket_in(resource));
  const int error = put_bucket(resource.name, wanted, Put::add);
  if (error == EEXIST)
    return Error(ErrorKind::already_exists, "the link has a queueing discipline already")
        .hint("see: tc qdisc show dev " + resource.name);
  if (error != 0) return error_of(error);
  return {};
}

// The kernel changes the rate of the bucket. Packets that wait in the queue are kept.
Result<void> ShaperHandler::update(const Custom& resource, HandlerContext& context) const {
  MYDOCKER_TRY(const auto wanted, bucket_in(resource));
  const int error = put_bucket(resource.name, wanted, Put::change);
  if (error != 0) return error_of(error);
  context.log("the queue of \"" + resource.name + "\" sends " + std::to_string(wanted.rate) +
              " bytes per second");
  return {};
}

Result<void> ShaperHandler::destroy(const Custom& resource, HandlerContext& context) const {
  MYDOCKER_TRY(const auto state, observe(resource, context));
  if (state == CustomState::absent) return {};
  const int error = remove_queue(resource.name);
  if (error != 0 && error != ENOENT && error != ENODEV) return error_of(error);
  return {};
}

}  // namespace shaped
