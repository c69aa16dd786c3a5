#include "core/models/mit_weight_names.h"
#include "tests/support/test_entry.h"

#include <QtTest>

namespace modalscope::tst_mit_weight_names {

/// Which parameters of a network belong to the encoder that published weights of MiT start.
class TestMitWeightNames : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void tellsTheFirstEncoder()
    {
        for (const char* name :
            {"patch_embed4.norm.bias", "block2.11.mlp.dwconv.dwconv.weight", "norm3.weight"})
            QVERIFY2(isMitParameter(name), name);
        for (const char* name :
            {"extra_mit.0.norm1.weight", "extra_block1.0.norm1.weight", "head.weight", "norm5.weight",
                "norm.weight", "block1", "FRMs.0.norm1.weight", "extra_norm1.weight", ".x", ""})
            QVERIFY2(!isMitParameter(name), name);
    }
};

TEST_ENTRY(TestMitWeightNames, NoApplication)

} // namespace modalscope::tst_mit_weight_names

#include "tst_mit_weight_names.moc"
