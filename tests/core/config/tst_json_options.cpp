#include "core/config/json_options.h"
#include "core/config/option_help.h"
#include "tests/support/test_entry.h"

#include <QtTest>

#include <array>

namespace modalscope::tst_json_options {

enum class Fruit { Apple, Pear };
std::span<const Choice<Fruit>> choices(Fruit)
{
    static constexpr std::array<Choice<Fruit>, 2> all{
        {{Fruit::Apple, "apple", "Apple"}, {Fruit::Pear, "pear", "Pear"}}};
    return all;
}

struct Inner {
    double rate = 0.5;
    std::vector<double> weights;
};

template <class Options, class Visitor>
requires std::is_same_v<std::remove_const_t<Options>, Inner>
void describe(Options& options, Visitor& visit)
{
    visit(Field{"rate", "a rate", 0, 1}, options.rate);
    visit(Field{"weights", "some weights", 0, 10}, options.weights);
}

struct Outer {
    int epochs = 3;
    bool shuffle = true;
    std::string name = "x";
    Fruit fruit = Fruit::Apple;
    int seeds = 1; // pears only
    Inner inner;
    std::map<std::string, Inner> more;
};

template <class Options, class Visitor>
requires std::is_same_v<std::remove_const_t<Options>, Outer>
void describe(Options& options, Visitor& visit)
{
    visit(Field{"epochs", "passes", 1, 100}, options.epochs);
    visit(Field{"shuffle", "in another order"}, options.shuffle);
    visit(Field{"name", "for people"}, options.name);
    visit(Field{"fruit", "which one"}, options.fruit);
    if (options.fruit == Fruit::Pear)
        visit(Field{"seeds", "of the pear", 0, 10}, options.seeds);
    visit(Field{"inner", "inside"}, options.inner);
    visit(Field{"more", "by name"}, options.more);
}

/// One description of options gives JSON both ways and help; whatever a file has wrong is named by its path.
class TestJsonOptions : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void roundTrip();
    void absentFieldsKeepTheirDefaults();
    void refuses_data();
    void refuses();
    void fieldsOfAKind();
    void help();
    void notJson();
};

void TestJsonOptions::roundTrip()
{
    Outer options;
    options.epochs = 7;
    options.shuffle = false;
    options.name = "Größe \"q\"";
    options.fruit = Fruit::Pear;
    options.seeds = 4;
    options.inner = {0.25, {1, 2.5}};
    options.more["a"] = {1.0, {}};
    const auto json = toJson(options);
    const auto read = fromJson<Outer>(nlohmann::json::parse(json.dump()));
    QVERIFY2(bool(read), read ? "" : read.error().message.c_str());
    QVERIFY(toJson(read.value()) == json);
    QCOMPARE(read.value().more.at("a").rate, 1.0);
    QCOMPARE(json["fruit"], nlohmann::json("pear"));
}

void TestJsonOptions::absentFieldsKeepTheirDefaults()
{
    const auto read = fromJson<Outer>(nlohmann::json::parse(R"({"inner": {"weights": [3]}})"));
    QCOMPARE(read.value().epochs, 3);
    QCOMPARE(read.value().inner.rate, 0.5);
    QCOMPARE(read.value().inner.weights, std::vector<double>{3});
}

void TestJsonOptions::refuses_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<QString>("says");
    const auto add = [](const char* name, const char* json, const char* says) {
        QTest::newRow(name) << QByteArray(json) << QString::fromUtf8(says);
    };
    add("unknown name", R"({"epoch": 3})", "epoch is not an option; did you mean epochs?");
    add("unknown, nothing near", R"({"zzzzz": 3})", "zzzzz is not an option; known here: epochs, shuffle");
    add("unknown inside", R"({"inner": {"rat": 1}})", "inner.rat is not an option; did you mean rate?");
    add("unknown in a map", R"({"more": {"a": {"rat": 1}}})", "more.a.rat is not an option");
    add("text for a number", R"({"epochs": "3"})", "epochs has the wrong type; it must be a whole number");
    add("fraction for a whole number", R"({"epochs": 3.5})",
        "epochs has the wrong type; it must be a whole number");
    add("number for a flag", R"({"shuffle": 1})", "shuffle has the wrong type; it must be true or false");
    add("number for a text", R"({"name": 1})", "name has the wrong type; it must be a text");
    add("null", R"({"name": null})", "name has the wrong type");
    add("zero epochs", R"({"epochs": 0})", "epochs is out of range: 0 is not between 1 and 100");
    add("too many epochs", R"({"epochs": 101})", "epochs is out of range: 101");
    add("beyond int", R"({"epochs": 99999999999999999999})", "epochs");
    add("rate below", R"({"inner": {"rate": -0.1}})",
        "inner.rate is out of range: -0.1 is not between 0 and 1");
    add("in a list", R"({"inner": {"weights": [1, 11]}})", "inner.weights[1] is out of range");
    add("list of texts", R"({"inner": {"weights": ["a"]}})", "inner.weights[0] has the wrong type");
    add("no list", R"({"inner": {"weights": 1}})", "inner.weights has the wrong type; it must be a list");
    add("no object", R"({"inner": [1]})", "inner has the wrong type; it must be an object");
    add("a map that is none", R"({"more": 1})", "more has the wrong type; it must be an object");
    add("unknown choice", R"({"fruit": "plum"})", "fruit: \"plum\" is not known; use one of apple, pear");
    add("choice of a wrong type", R"({"fruit": 1})", "fruit has the wrong type");
    add("top is a list", "[]", "the file has the wrong type");
}

void TestJsonOptions::refuses()
{
    QFETCH(QByteArray, json);
    QFETCH(QString, says);
    const auto read = fromJson<Outer>(nlohmann::json::parse(json.toStdString()));
    QVERIFY(!read);
    QCOMPARE(read.error().kind, ErrorKind::InvalidInput);
    QVERIFY2(QString::fromStdString(read.error().message).contains(says), read.error().message.c_str());
}

void TestJsonOptions::fieldsOfAKind()
{
    QVERIFY(!toJson(Outer{}).contains("seeds")); // apples have none
    QVERIFY(!fromJson<Outer>(nlohmann::json::parse(R"({"fruit": "apple", "seeds": 2})")));
    const auto pear = fromJson<Outer>(nlohmann::json::parse(R"({"seeds": 2, "fruit": "pear"})"));
    QVERIFY(bool(pear));
    QCOMPARE(pear.value().seeds, 2);
}

void TestJsonOptions::help()
{
    const auto lines = optionHelp(Outer{});
    const auto rate = std::ranges::find(lines, "inner.rate", &OptionHelp::path);
    QVERIFY(rate != lines.end());
    QCOMPARE(rate->range, std::string("0 to 1"));
    QCOMPARE(rate->defaultValue, std::string("0.5"));
    const auto fruit = std::ranges::find(lines, "fruit", &OptionHelp::path);
    QCOMPARE(fruit->help, std::string("which one: apple, pear"));
    QVERIFY(std::ranges::find(lines, "seeds", &OptionHelp::path) == lines.end());
}

void TestJsonOptions::notJson()
{
    const auto parsed = parseJson("{\n\"a\": 1,\n\"b\": }", "file.json");
    QVERIFY(!parsed);
    QCOMPARE(parsed.error().kind, ErrorKind::Format);
    QCOMPARE(parsed.error().message, std::string("file.json: is not valid JSON, see line 3"));
    QVERIFY(!parseJson("", "file.json"));
    QVERIFY(!parseJson("{} x", "file.json"));
    QVERIFY(bool(parseJson("[1]", "file.json")));
    const auto twice = parseJson(R"({"a": {"b": 1, "c": 2, "b": 3}, "b": 4})", "file.json");
    QVERIFY(!twice);
    QCOMPARE(
        twice.error().message, std::string("file.json: has the name \"b\" twice in one object; remove one"));
    QVERIFY(bool(parseJson(R"([{"b": 1}, {"b": 3}])", "file.json")));
    QVERIFY(!parseJson(std::string(100000, '['), "file.json"));
    const auto deep = parseJson(std::string(200, '[') + std::string(200, ']'), "file.json");
    QVERIFY(!deep && deep.error().message.find("levels") != std::string::npos);
}

TEST_ENTRY(TestJsonOptions, NoApplication)

} // namespace modalscope::tst_json_options

#include "tst_json_options.moc"
