// Checks one resource of a driver's plan, independent of the other entries of the plan.
//
// Main entry point: check_resource(). The files routing_validation.cpp, filter_validation.cpp,
// link_validation.cpp and plan_check.cpp have the checks of some kinds and of texts.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "mydocker/resource.hpp"
#include "mydocker/result.hpp"
#include "mydocker/service_resource.hpp"
#include "runtime/plan/plan_check.hpp"

namespace mydocker::plan {

// `links` are the links that the resource may refer to, in the format of own_links().
// An error has the kind driver and names the reason.
Result<void> check_resource(const Resource& resource, const PlanRules& rules,
                            const std::set<std::string>& links);

// Checks the kind, the attributes, and whether the link has the parent and the MAC that its kind
// needs. Error driver: the reason.
Result<void> check_kind(const Link& link);
// Error driver: the reason.
Result<void> check_route(const Route& route, const PlanScope& scope);
Result<void> check_rule(const RoutingRule& rule, const PlanScope& scope);
// The error names the rule by its number, counted from 1.
Result<void> check_rules(const NftRules& rules, const PlanScope& scope);

// `ids`: the ids whose digits the name of a service may end with: those of the network and of the
// endpoint. Error driver: the reason.
Result<void> check_service(const Service& service, const std::vector<std::string>& ids);
Result<void> check_service_file(const ServiceFile& file, const std::vector<std::string>& ids);

// The limits for texts are those of docs/writing_a_driver.md. Checks a text for at most 200
// printable ASCII characters. An empty text is accepted. An error of kind driver: "WHAT has 213
// characters, more than 200", with the text.
Result<void> check_line(std::string_view what, std::string_view text);

// Returns true for at most 128 characters: letters, digits and those of `more`.
bool is_word(std::string_view text, std::string_view more);

// Checks the kind, the name and the shell lines of a Custom resource.
// An error of kind driver: which one is wrong, its text, and the limit.
Result<void> check_texts(const Custom& custom);

}  // namespace mydocker::plan
