// A document for the tests of templates.
#pragma once

#include "support/json.hpp"
#include "template/template.hpp"

namespace mydocker::templates {

inline const Json& sample() {
  static const Json document = json_from(R"({
    "Name": "web", "Id": "abc", "Internal": false, "Attachable": true, "Size": 3, "Ratio": 1.5,
    "Nothing": null, "Empty": "", "Umlaut": "gr\u00fcn", "Title": "two words",
    "IPAM": {"Driver": "default", "Options": {}, "Config": [
        {"Subnet": "192.0.2.0/24", "Gateway": "192.0.2.1"}, {"Subnet": "198.51.100.0/24"}]},
    "Containers": {"c2": {"Name": "c2", "IPv4Address": "192.0.2.3/24"},
                   "c1": {"Name": "c1", "IPv4Address": "192.0.2.2/24"}},
    "Labels": {"team": "blue", "com.example.tier": "front", "Empty": ""},
    "Label": {"team": "blue"},
    "Words": ["a", "b", "c"], "None": []
  })");
  return document;
}

inline const Shape& sample_shape() {
  static const Shape shape{.maps = {"Labels", "Containers", "Options"},
                           .lookups = {"Label"},
                           .aliases = {{"ID", "Id"}},
                           .defaults = {{"Gateway", ""}}};
  return shape;
}

inline Result<std::string> filled(std::string_view source) {
  MYDOCKER_TRY(const auto parsed, Template::parse(source));
  return parsed.text(sample(), sample_shape());
}

}  // namespace mydocker::templates
