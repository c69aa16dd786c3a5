#include "core/models/mit_weight_names.h"
#include "tests/support/test_entry.h"

#include <QtTest>

namespace modalscope::tst_mit_weight_names {

namespace {

const std::vector<NamedShape> kNetwork{{"block1.0.attn.q.weight", {4, 4}},
    {"head.linear_pred.weight", {3, 4}}, {"extra_block1.0.norm1.weight", {4}}, {"norm1.bias", {4}},
    {"patch_embed1.proj.weight", {4, 3, 7, 7}}};

std::vector<NamedShape> file(const std::string& prefix)
{
    return {{prefix + "patch_embed1.proj.weight", {4, 3, 7, 7}}, {prefix + "norm1.bias", {4}},
        {prefix + "head.weight", {1000, 4}}, {prefix + "block1.0.attn.q.weight", {4, 4}}};
}

QString errorOf(const std::vector<NamedShape>& tensors)
{
    const auto matched = matchMitWeights(tensors, kNetwork);
    return matched ? QStringLiteral("none") : QString::fromStdString(matched.error().message);
}

} // namespace

/// Published weights of MiT find the parameters of the first encoder by name; what does not fit is said.
class TestMitWeightNames : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void tellsTheFirstEncoder();
    void looksThroughWrappers_data();
    void looksThroughWrappers();
    void saysWhatDoesNotFit();
};

void TestMitWeightNames::tellsTheFirstEncoder()
{
    for (const char* name : {"patch_embed4.norm.bias", "block2.11.mlp.dwconv.dwconv.weight", "norm3.weight"})
        QVERIFY2(isMitParameter(name), name);
    for (const char* name : {"extra_mit.0.norm1.weight", "extra_block1.0.norm1.weight", "head.weight",
             "norm5.weight", "norm.weight", "block1", "FRMs.0.norm1.weight", "extra_norm1.weight", ".x", ""})
        QVERIFY2(!isMitParameter(name), name);
}

void TestMitWeightNames::looksThroughWrappers_data()
{
    QTest::addColumn<QString>("prefix");
    for (const char* prefix :
        {"", "backbone.", "module.backbone.", "state_dict.", "model.module.encoder.", "weights/"})
        QTest::newRow(*prefix == 0 ? "none" : prefix) << QString::fromUtf8(prefix);
}

void TestMitWeightNames::looksThroughWrappers()
{
    QFETCH(QString, prefix);
    const auto tensors = file(prefix.toStdString());
    const auto matched = matchMitWeights(tensors, kNetwork);
    QVERIFY2(bool(matched), matched ? "" : matched.error().message.c_str());
    QCOMPARE(matched.value().pairs.size(), std::size_t(3));
    for (const auto& [parameter, source] : matched.value().pairs)
        QCOMPARE(tensors[source].name, prefix.toStdString() + parameter);
    QCOMPARE(matched.value().unused, (std::vector<std::string>{prefix.toStdString() + "head.weight"}));
}

void TestMitWeightNames::saysWhatDoesNotFit()
{
    QVERIFY(errorOf(file("optimizer."))
                .contains(QStringLiteral(
                    "has no tensor block1.0.attn.q.weight and not 2 others of the encoder's 3")));
    auto tensors = file("");
    tensors[1].shape = {8};
    QVERIFY(errorOf(tensors).contains(QStringLiteral(
        "tensor norm1.bias has shape [8] and the network's [4]; choose the method.network.size")));
    tensors = file("model.");
    tensors.push_back({"state_dict.norm1.bias", {4}});
    QVERIFY(errorOf(tensors).contains(
        QStringLiteral("has norm1.bias twice, as model.norm1.bias and as state_dict.norm1.bias")));
    tensors = file("");
    tensors.erase(tensors.begin());
    QVERIFY(errorOf(tensors).contains(
        QStringLiteral("has no tensor patch_embed1.proj.weight of the encoder's 3")));
}

TEST_ENTRY(TestMitWeightNames, NoApplication)

} // namespace modalscope::tst_mit_weight_names

#include "tst_mit_weight_names.moc"
