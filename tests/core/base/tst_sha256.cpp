#include "core/base/sha256.h"
#include "tests/support/test_entry.h"

#include <QtTest>

namespace modalscope::tst_sha256 {

/// The published test vectors (FIPS 180-2, appendix B).
class TestSha256 : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void vectors();
    void piecewise();
};

void TestSha256::vectors()
{
    QCOMPARE(sha256Hex(""), std::string("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"));
    QCOMPARE(
        sha256Hex("abc"), std::string("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"));
    QCOMPARE(sha256Hex("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
        std::string("248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"));
}

void TestSha256::piecewise()
{
    Sha256 sum;
    for (int i = 0; i < 1000; ++i)
        sum.add(std::string(1000, 'a'));
    QCOMPARE(sum.hex(), std::string("cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"));
}

TEST_ENTRY(TestSha256, NoApplication)

} // namespace modalscope::tst_sha256

#include "tst_sha256.moc"
