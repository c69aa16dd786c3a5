#include "core/io/weight_map.h"
#include "tests/support/test_entry.h"

#include <QtTest>

#include <algorithm>

namespace modalscope::tst_weight_map {

namespace {

const std::vector<NamedShape> kEncoder{{"bn1.num_batches_tracked", {}}, {"bn1.weight", {64}},
    {"conv1.weight", {64, 1, 7, 7}}, {"projection.bias", {8}}, {"projection.weight", {8, 512}}};

std::vector<NamedShape> fileOf(const std::string& front, std::int64_t channels = 1)
{
    return {{front + "conv1.weight", {64, channels, 7, 7}}, {front + "bn1.weight", {64}},
        {front + "fc.weight", {1000, 512}}};
}

std::vector<NamedShape> joined(std::vector<NamedShape> one, const std::vector<NamedShape>& other)
{
    one.insert(one.end(), other.begin(), other.end());
    return one;
}

std::vector<MappedWeight> mapped(const std::vector<NamedShape>& file, const std::string& owner = "image")
{
    auto result = mapWeights(file, kEncoder, owner);
    return result ? std::move(result).value() : std::vector<MappedWeight>();
}

/// The line of a tensor of the network.
MappedWeight lineOf(const std::vector<MappedWeight>& tensors, const std::string& ours)
{
    const auto found = std::ranges::find(tensors, ours, &MappedWeight::ours);
    return found == tensors.end() ? MappedWeight() : *found;
}

QString problemOf(const std::vector<MappedWeight>& tensors, bool allowsMissing = false)
{
    const auto fits = checkMapped(tensors, allowsMissing, "use others");
    return fits ? QString() : QString::fromStdString(fits.error().message);
}

} // namespace

/// Tensors of published files find those of an encoder by name, whatever stands in front; every tensor of
/// both is told of, and nothing that should be there is left out in silence.
class TestWeightMap : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void looksThroughWrappers_data();
    void looksThroughWrappers();
    void everyTensorIsToldOf();
    void chooses_data();
    void chooses();
    void saysWhatDoesNotFit();
    void channels();
};

void TestWeightMap::looksThroughWrappers_data()
{
    QTest::addColumn<QString>("front");
    for (const char* front :
        {"", "backbone.", "module.visual_net.", "state_dict.", "weights/encoder.image.", "a.b.c."})
        QTest::newRow(*front == 0 ? "none" : front) << QString::fromUtf8(front);
}

void TestWeightMap::looksThroughWrappers()
{
    QFETCH(QString, front);
    const auto tensors = mapped(fileOf(front.toStdString()));
    const auto line = lineOf(tensors, "conv1.weight");
    QCOMPARE(line.use, WeightUse::Used);
    QCOMPARE(line.stored, front.toStdString() + "conv1.weight");
    QCOMPARE(line.source, std::size_t(0));
    QCOMPARE(problemOf(tensors), QString());
}

void TestWeightMap::everyTensorIsToldOf()
{
    const auto tensors = mapped(fileOf("backbone."));
    QCOMPARE(tensors.size(), std::size_t(6)); // five of the encoder, and the classifier of the file
    QCOMPARE(lineOf(tensors, "bn1.num_batches_tracked").use, WeightUse::Zero);
    QCOMPARE(lineOf(tensors, "projection.weight").use, WeightUse::Random);
    QCOMPARE(tensors.back().use, WeightUse::Unused);
    QCOMPARE(tensors.back().stored, std::string("backbone.fc.weight"));
    QCOMPARE(countOf(tensors, WeightUse::Used), std::size_t(2));
    // A file that has a part of a layer of ours should have the rest.
    const auto half = mapped(joined(fileOf(""), {{"projection.bias", {8}}}));
    QCOMPARE(lineOf(half, "projection.weight").use, WeightUse::Missing);
}

void TestWeightMap::chooses_data()
{
    QTest::addColumn<QString>("one");
    QTest::addColumn<QString>("other");
    QTest::addColumn<QString>("taken"); // empty: it cannot be told
    QTest::newRow("its modality") << "encoder.audio."
                                  << "encoder.image."
                                  << "encoder.image.";
    QTest::newRow("its modality in a word") << "audio_net."
                                            << "image_net."
                                            << "image_net.";
    QTest::newRow("no copy beside") << "state_dict."
                                    << "state_dict_ema."
                                    << "state_dict.";
    QTest::newRow("no optimiser") << "optimizer."
                                  << "model."
                                  << "model.";
    QTest::newRow("two") << "left."
                         << "right."
                         << "";
}

void TestWeightMap::chooses()
{
    QFETCH(QString, one);
    QFETCH(QString, other);
    QFETCH(QString, taken);
    for (const bool turned : {false, true}) {
        const auto a = fileOf((turned ? other : one).toStdString());
        const auto b = fileOf((turned ? one : other).toStdString());
        const auto result = mapWeights(joined(a, b), kEncoder, "image");
        QCOMPARE(bool(result), !taken.isEmpty());
        if (result)
            QCOMPARE(lineOf(result.value(), "conv1.weight").stored, taken.toStdString() + "conv1.weight");
        else
            QVERIFY2(result.error().message.find("has bn1.weight twice, as left.bn1.weight and as "
                                                 "right.bn1.weight; save one of the two networks alone")
                    != std::string::npos,
                result.error().message.c_str());
    }
    auto smaller = fileOf("image.");
    smaller.erase(smaller.begin()); // the most complete counts more than the name of the modality
    const auto result = mapWeights(joined(smaller, fileOf("net.")), kEncoder, "image");
    QVERIFY(result);
    QCOMPARE(lineOf(result.value(), "bn1.weight").stored, std::string("net.bn1.weight"));
}

void TestWeightMap::saysWhatDoesNotFit()
{
    auto file = fileOf("");
    file.erase(file.begin());
    auto tensors = mapped(file);
    QCOMPARE(problemOf(tensors), QStringLiteral("has no tensor conv1.weight of the encoder's 3; use others"));
    QCOMPARE(problemOf(tensors, true), QString());
    tensors = mapped({{"fc.weight", {4, 4}}});
    QCOMPARE(problemOf(tensors),
        QStringLiteral("has no tensor bn1.weight and not 1 others of the encoder's 3; use others"));
    QVERIFY(problemOf(tensors, true).contains(QStringLiteral("has no tensor"))); // nothing at all is no start
    file = fileOf("");
    file[1].shape = {32};
    QCOMPARE(problemOf(mapped(file), true),
        QStringLiteral("tensor bn1.weight has shape [32] and the network's [64]; use others"));
}

/// Three channels start one, by their sum; no other number does.
void TestWeightMap::channels()
{
    const auto summed = mapped(fileOf("", 3));
    QCOMPARE(lineOf(summed, "conv1.weight").use, WeightUse::Summed);
    QCOMPARE(problemOf(summed), QString());
    const auto problem = problemOf(mapped(fileOf("", 4)));
    QVERIFY2(
        problem.contains(QStringLiteral("three channels can start a network of one")), qPrintable(problem));
    QCOMPARE(lineOf(mapped(fileOf("", 4)), "conv1.weight").use, WeightUse::WrongShape);
}

TEST_ENTRY(TestWeightMap, NoApplication)

} // namespace modalscope::tst_weight_map

#include "tst_weight_map.moc"
