#include "mydocker/documents.hpp"

#include <gtest/gtest.h>

#include "unit/sdk/every_resource.hpp"

namespace mydocker::documents {
namespace documents_test {

constexpr std::string_view kPlan =
    R"({"plan":[{"kind":"isolation","resource":{"link":"x","internal":false,"no_icc":false},"why":"w","lifetime":"plan"}]})";

Plan plan_with_every_resource() {
  Plan plan;
  for (Resource& value : every_resource())
    plan.ensure(std::move(value), "for \"tests\" \\ \xc3\xbc\n");
  plan.ensure(Loopback{}, "stays", Lifetime::host);
  return plan;
}

NetworkView network() {
  return {
      .id = "ab12",
      .name = "web",
      .link_name = "web",
      .subnets = {{IpPrefix::parse("192.0.2.0/24").value(), IpAddress::parse("192.0.2.1").value(),
                   IpAddress::parse("192.0.2.2").value()},
                  {IpPrefix::parse("2001:db8::/64").value(), std::nullopt}},
      .internal = true,
      .routes = {{IpPrefix::parse("10.0.0.0/8").value(), std::nullopt, 5, RouteType::prohibit}},
      .options = Options({{"mtu", "1450"}, {"parent", ""}})};
}

Request full_request(Call call) {
  Request request{.call = call, .network = {}, .endpoint = {}, .host = {}, .resource = {}};
  if (call != Call::plan_network && call != Call::plan_endpoint) {
    for (const auto& resource : every_resource())
      if (const auto* custom = resource.get_if<Custom>()) request.resource = *custom;
    return request;
  }
  request.network = network();
  request.host = {.default_route = LinkFact{"eth0", "", 1500, true},
                  .links = {{"br0", "bridge", 9000, false, Medium::wireless, "bond0"}},
                  .ipv6 = true,
                  .advertised_link = "eth1"};
  if (call == Call::plan_endpoint)
    request.endpoint = {.id = "cd34",
                        .container = "c1",
                        .link_name = "eth0",
                        .mac = MacAddress::parse("02:4d:01:02:03:04").value(),
                        .addresses = {IpPrefix::parse("192.0.2.9/24").value()},
                        .default_route = true,
                        .extra_addresses = {IpPrefix::parse("169.254.3.4/16").value()},
                        .options = Options(std::map<std::string, std::string>{{"k", "v"}})};
  return request;
}

// `document` with the first `from` replaced by `to`.
std::string with(std::string_view document, std::string_view from, std::string_view to) {
  std::string changed(document);
  const std::size_t at = changed.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return changed.replace(at, from.size(), to);
}

std::string refusal(std::string_view from, std::string_view to) {
  const auto plan = decode_plan(with(kPlan, from, to));
  return plan.ok() ? "accepted" : plan.error().message();
}

// A document of an older version, without a new field, is read with the field's default.
TEST(Documents, KnowFieldsThatCameLater) {
  const auto plan = decode_plan(
      R"({"plan":[{"kind":"route","resource":{"place":"container","link":"eth0",)"
      R"("destination":"10.0.0.0/8","via":null,"metric":0},"why":"w","lifetime":"plan"}]})");
  ASSERT_TRUE(plan.ok()) << plan.error().message();
  const auto& route = *plan->entries().front().resource.get_if<Route>();
  EXPECT_EQ(route.type, RouteType::unicast);
  EXPECT_EQ(encode(*plan).find("type"), std::string::npos);
  const auto masquerade =
      decode_plan(R"({"plan":[{"kind":"masquerade","resource":{"source":"192.0.2.0/24"},"why":"w",)"
                  R"("lifetime":"plan"}]})");
  ASSERT_TRUE(masquerade.ok()) << masquerade.error().message();
  EXPECT_EQ(masquerade->entries().front().resource.get_if<Masquerade>()->address, std::nullopt);
  EXPECT_EQ(encode(*masquerade).find("address"), std::string::npos);
}

TEST(PlanDocument, KeepsEveryResourceWithItsReasonAndLifetime) {
  const Plan plan = plan_with_every_resource();
  const auto read = decode_plan(encode(plan));
  ASSERT_TRUE(read.ok()) << read.error().message();
  EXPECT_EQ(*read, plan);
  EXPECT_EQ(decode_plan(encode(Plan())).value(), Plan());
}

TEST(PlanDocument, IsWhatAPlanReplyIs) {
  const Plan plan = plan_with_every_resource();
  EXPECT_EQ(encode_reply(Result<Plan>(plan)), encode(plan));
  EXPECT_EQ(decode_plan_reply(encode(plan)).value(), plan);
}

TEST(PlanDocument, NamesTheFieldThatIsWrong) {
  EXPECT_EQ(refusal(R"("link":"x")", R"("lnk":"x")"), "field \"plan[0].resource.link\" is missing");
  EXPECT_EQ(refusal(R"("link":"x")", R"("link":1)"),
            "field \"plan[0].resource.link\" is not a text");
  EXPECT_EQ(refusal(R"("why":"w",)", ""), "field \"plan[0].why\" is missing");
  EXPECT_EQ(refusal(R"({"link":"x","internal":false,"no_icc":false})", "[]"),
            "field \"plan[0].resource\" is not an object");
  EXPECT_EQ(refusal(R"("lifetime":"plan")", R"("lifetime":"ever")"),
            "field \"plan[0].lifetime\" is not one of plan, host");
  EXPECT_EQ(refusal(R"("lifetime":"plan")", R"("lifetime":0)"),
            "field \"plan[0].lifetime\" is not one of plan, host");
  EXPECT_EQ(refusal(R"("plan":[)", R"("plam":[)"), "field \"plan\" is missing");
}

TEST(PlanDocument, RefusesAnUnknownKindByName) {
  const auto plan = decode_plan(with(kPlan, "isolation", "teleport"));
  ASSERT_FALSE(plan.ok());
  EXPECT_EQ(plan.error().kind(), ErrorKind::unsupported);
  EXPECT_EQ(plan.error().message(),
            "field \"plan[0].kind\": resource kind \"teleport\" is not known");
}

TEST(PlanDocument, RefusesValuesThatDoNotFit) {
  const std::string bridge = encode(Plan().ensure(Bridge{"b", {}, 1450, Ownership::own}, "w"));
  for (const auto* mtu :
       {"-1", "4294967296", "18446744073709551616", "1.5", "\"1450\"", "null", "true", "1e3"})
    EXPECT_FALSE(decode_plan(with(bridge, "1450", mtu)).ok()) << mtu;
  EXPECT_TRUE(decode_plan(with(bridge, "1450", "4294967295")).ok());
  EXPECT_EQ(decode_plan(with(bridge, "00:00:00:00:00:00", "0")).error().message(),
            "field \"plan[0].resource.mac\": \"0\" is not a MAC address such as 02:4d:00:00:00:01");
}

TEST(PlanDocument, RefusesWhatItDoesNotKnowOfAnEntry) {
  EXPECT_EQ(refusal(R"("why":"w")", R"("why":"w","colour":["red"])"),
            "field \"plan[0].colour\" is not known");
  EXPECT_EQ(refusal(R"("link":"x")", R"("link":"x","later":{})"),
            "field \"plan[0].resource.later\" is not known");
  EXPECT_EQ(refusal(R"("link":"x")", R"("link":"x","link":"y")"),
            "field \"plan[0].resource.link\" is given twice");
}

TEST(PlanDocument, SkipsWhatItDoesNotKnowBesideThePlan) {
  EXPECT_EQ(refusal(R"("plan":[)", R"("remark":{"of":"another"},"plan":[)"), "accepted");
}

TEST(AnyDocument, IsRefusedWithoutHarmWhenItIsNotOne) {
  const std::string deep(100'000, '[');
  const std::string objects = with(kPlan, "\"w\"", std::string(30, '[') + std::string(30, ']'));
  const std::string huge = "{\"plan\":[],\"pad\":\"" + std::string(1U << 20U, 'x') + "\"}";
  for (const std::string& document :
       {std::string(), std::string("{"), std::string("null"), std::string("[]"), std::string("7"),
        std::string("{}"), std::string("\"plan\""), std::string("{\"plan\":{}}"),
        std::string("{\"plan\":[null]}"), std::string("{\"plan\":[]} x"), std::string("\xff\xfe"),
        std::string("{\"plan\":\"\xc3\x28\"}"), std::string("\0\0", 2), deep, objects, huge}) {
    const std::string shown = document.substr(0, 40);
    EXPECT_FALSE(decode_plan(document).ok()) << shown;
    EXPECT_FALSE(decode_plan_reply(document).ok()) << shown;
    EXPECT_FALSE(decode_request(document).ok()) << shown;
    EXPECT_FALSE(decode_state_reply(document).ok()) << shown;
    EXPECT_FALSE(decode_manifest(document).ok()) << shown;
  }
}

TEST(AnyDocument, IsRefusedWhenItIsNearlyOne) {
  EXPECT_EQ(refusal("]}", std::string_view("]}\0", 3)), "the document is not JSON");
  EXPECT_EQ(refusal("]}", std::string_view("]}\0x", 4)), "the document is not JSON");
  EXPECT_EQ(refusal("]}", "],}"), "the document is not JSON");
  EXPECT_EQ(refusal("]}", "]}}"), "the document is not JSON");
  for (const auto* text :
       {R"("\ud800")", R"("\udc00")", R"("\udc00\ud800")", R"("\u12g4")", R"("\x")", "\"\n\"",
        "\"\xed\xa0\x80\"", "\"\xc0\xaf\"", "\"\xf4\x90\x80\x80\"", "\"\xe2\x82\"", "'w'", "w",
        "// w", "nan", "01", "+1"})
    EXPECT_EQ(refusal("\"w\"", text), "the document is not JSON") << text;
}

TEST(AnyDocument, MayBeWrittenInAnyWay) {
  EXPECT_EQ(refusal("\"w\"", " \n\t\"w\"\r "), "accepted");
  const auto why = [](std::string_view text) {
    return decode_plan(with(kPlan, "\"w\"", text)).value().entries()[0].why;
  };
  EXPECT_EQ(why(R"("\ud83d\udc33 \u00fc\/\b\f\n\r\t\"\\")"),
            "\xf0\x9f\x90\xb3 \xc3\xbc/\b\f\n\r\t\"\\");
  EXPECT_EQ(why(R"("a\u0000b")"), std::string("a\0b", 3));
  EXPECT_EQ(why("\"\xed\x9f\xbf\xee\x80\x80\xf4\x8f\xbf\xbf\""),
            "\xed\x9f\xbf\xee\x80\x80\xf4\x8f\xbf\xbf");
}

TEST(AnyDocument, HasItsFieldsInAnyOrder) {
  const auto plan = decode_plan(
      R"({"plan":[{"lifetime":"host","resource":{"internal":true,"no_icc":false,"link":"x"},"why":"w","kind":"isolation"}]})");
  ASSERT_TRUE(plan.ok()) << plan.error().message();
  EXPECT_EQ(*plan, Plan().ensure(Isolation{"x", true}, "w", Lifetime::host));
}

TEST(AnyDocument, SaysNothingTwice) {
  EXPECT_EQ(refusal(R"("why":"w")", R"("why":"w","why":"v")"),
            "field \"plan[0].why\" is given twice");
  EXPECT_EQ(refusal(R"("link":"x")", R"("link":"x","link":"x")"),
            "field \"plan[0].resource.link\" is given twice");
  EXPECT_EQ(refusal(R"({"plan")", R"({"later":1,"later":2,"plan")"),
            "field \"later\" is given twice");
  EXPECT_EQ(refusal("{\"plan\"", R"({"plan":[],"plan")"), "field \"plan\" is given twice");
  EXPECT_EQ(decode_texts(R"({"a":"1","b":"2","a":"3"})").error().message(),
            "field \"a\" is given twice");
}

TEST(AnyDocument, IsNoDeeperThanAnythingHere) {
  const auto nested = [](std::size_t count) {  // in the document
    const std::string lists = std::string(count, '[') + std::string(count, ']');
    return refusal(R"({"plan")", R"({"later":)" + lists + R"(,"plan")");
  };
  EXPECT_EQ(nested(15), "accepted");
  EXPECT_EQ(nested(16), "the document is nested too deeply");
}

TEST(AnyDocument, EveryTruncationOfItIsRefused) {
  const std::string whole = encode(full_request(Call::plan_endpoint));
  for (std::size_t size = 0; size < whole.size(); ++size)
    EXPECT_FALSE(decode_request(std::string_view(whole).substr(0, size)).ok()) << size;
}

TEST(AnyDocument, BlamesWhoWroteIt) {
  EXPECT_EQ(decode_plan("{}").error().kind(), ErrorKind::corrupt_state);
  EXPECT_EQ(decode_texts("[]").error().kind(), ErrorKind::corrupt_state);
  EXPECT_EQ(decode_plan_reply("{}").error().kind(), ErrorKind::driver);
  EXPECT_EQ(decode_manifest("{}").error().kind(), ErrorKind::driver);
}

TEST(AnyDocument, ReplacesWhatIsNotUtf8InsteadOfThrowing) {
  const auto read = decode_plan(encode(Plan().ensure(Isolation{"a\xff"}, "w")));
  ASSERT_TRUE(read.ok()) << read.error().message();
  EXPECT_EQ(read->entries()[0].resource.get_if<Isolation>()->link, "a\xef\xbf\xbd");
  const std::map<std::string, std::string> texts{{"\xc3", "\xc3(\xc3\xbc\xe2\x82"}};
  const std::map<std::string, std::string> mended{
      {"\xef\xbf\xbd", "\xef\xbf\xbd(\xc3\xbc\xef\xbf\xbd\xef\xbf\xbd"}};
  EXPECT_EQ(decode_texts(encode(texts)).value(), mended);
}

TEST(AnyDocument, HasItsFieldsInTheOrderOfTheirList) {
  EXPECT_EQ(encode(Plan().ensure(Isolation{"x"}, "w")), kPlan);
  const std::map<std::string, std::string> texts{{"b", "1\x1f\x7f"}, {"a", "/"}};
  EXPECT_EQ(encode(texts), "{\"a\":\"/\",\"b\":\"1\\u001F\x7f\"}");
}

TEST(RequestDocument, KeepsEveryCall) {
  for (const Call call :
       {Call::plan_network, Call::plan_endpoint, Call::observe, Call::create, Call::destroy}) {
    const Request request = full_request(call);
    const auto read = decode_request(encode(request));
    ASSERT_TRUE(read.ok()) << read.error().message();
    EXPECT_EQ(read->call, request.call);
    EXPECT_EQ(read->network, request.network);
    EXPECT_EQ(read->endpoint, request.endpoint);
    EXPECT_EQ(read->host, request.host);
    EXPECT_EQ(read->resource, request.resource);
  }
}

TEST(RequestDocument, LeavesOutWhatTheCallDoesNotNeed) {
  EXPECT_EQ(encode(full_request(Call::plan_network)).find("endpoint\":"), std::string::npos);
  EXPECT_EQ(encode(full_request(Call::create)).find("network\":"), std::string::npos);
}

TEST(RequestDocument, RefusesAnUnknownCall) {
  const auto read = decode_request(R"({"call":"unload"})");
  ASSERT_FALSE(read.ok());
  EXPECT_NE(read.error().message().find("field \"call\" is not one of plan_network"),
            std::string::npos);
}

TEST(ReplyDocument, CarriesWhatAPlanSays) {
  Plan plan;
  plan.ensure(Loopback{}, "w").warn("one").warn("two").report("vni", "7");
  EXPECT_EQ(decode_plan_reply(encode_reply(Result<Plan>(plan))).value(), plan);
  EXPECT_EQ(encode(plan), encode(Plan(plan.entries()))) << "a stored plan has its entries only";
}

TEST(FactsDocument, CarriesTheStatusOfItsPlan) {
  HostFacts facts;
  facts.routes = {{IpAddress::parse("192.0.2.9").value(), {.name = "eth0", .kind = ""}}};
  facts.endpoints = {{"ab", "c1", {}, {IpPrefix::parse("192.0.2.7/24").value()}}};
  const auto document = encode(facts, {{"vni", "7"}});
  EXPECT_EQ(decode_facts(document).value(), facts);
  EXPECT_EQ(decode_status(document)->at("vni"), "7");
  EXPECT_TRUE(decode_status(encode(facts))->empty());
}

TEST(ReplyDocument, CarriesTheStateOfAResource) {
  for (const auto state : {CustomState::absent, CustomState::matches, CustomState::differs})
    EXPECT_EQ(decode_state_reply(encode_reply(Result<CustomState>(state))).value(), state);
  EXPECT_EQ(decode_state_reply("{}").error().message(), "field \"state\" is missing");
}

TEST(ReplyDocument, CarriesTheMessagesOfAHandler) {
  EXPECT_EQ(encode_reply(Result<void>()), "{}");
  EXPECT_EQ(log_in(encode_reply(Result<void>(), {"a", "b"})), (Lines{"a", "b"}));
  EXPECT_EQ(log_in("{}"), Lines());
  EXPECT_EQ(log_in("["), Lines());
}

TEST(ReplyDocument, CarriesNothing) {
  EXPECT_TRUE(decode_void_reply(encode_reply(Result<void>())).ok());
  EXPECT_FALSE(decode_void_reply("").ok());
}

TEST(ReplyDocument, CarriesAnErrorOfEveryKindWithItsHints) {
  for (int kind = 0; kind <= static_cast<int>(ErrorKind::internal); ++kind) {
    const Error error = Error(static_cast<ErrorKind>(kind), "no \"x\"").hint("one").hint("two");
    const auto read = decode_plan_reply(encode_reply(Result<Plan>(error)));
    ASSERT_FALSE(read.ok());
    EXPECT_EQ(read.error().kind(), error.kind());
    EXPECT_EQ(read.error().message(), error.message());
    EXPECT_EQ(read.error().hints(), error.hints());
    EXPECT_EQ(decode_state_reply(encode_reply(Result<CustomState>(error))).error().kind(),
              error.kind());
    EXPECT_EQ(decode_void_reply(encode_reply(Result<void>(error))).error().kind(), error.kind());
  }
}

TEST(ReplyDocument, RefusesAnErrorThatIsNone) {
  EXPECT_EQ(decode_plan_reply(R"({"error":{"kind":"busy","hints":[]}})").error().message(),
            "field \"error.message\" is missing");
  EXPECT_EQ(decode_void_reply(R"({"error":null})").error().message(),
            "field \"error\" is not an object");
}

TEST(TextsDocument, KeepsTexts) {
  const std::map<std::string, std::string> texts{{"a", "1"}, {"", "\"\\\n"}, {"\xc3\xbc", ""}};
  EXPECT_EQ(decode_texts(encode(texts)).value(), texts);
  EXPECT_EQ(decode_texts("{}").value(), (std::map<std::string, std::string>{}));
  EXPECT_EQ(decode_texts(R"({"a":1})").error().message(), "field \"a\" is not a text");
}

}  // namespace documents_test
}  // namespace mydocker::documents
