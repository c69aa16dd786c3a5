#include "core/models/hashed_dropout.h"
#include "tests/support/test_entry.h"

#include <QtTest>

#include <cmath>

namespace modalscope::tst_hashed_dropout {

namespace {

torch::Tensor keptOf(HashedDropout& dropout, std::int64_t count = 200000)
{
    return dropout.forward(torch::ones({count / 100, 100}));
}

std::unique_ptr<HashedDropout> seeded(double share, std::uint64_t seed)
{
    auto dropout = std::make_unique<HashedDropout>(share);
    dropout->setGenerator(at::detail::createCPUGenerator(seed));
    return dropout;
}

} // namespace

/// Dropout whose choices are hashes behaves as if each were drawn on its own.
class TestHashedDropout : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void shareAndScale_data();
    void shareAndScale();
    void choicesAreUnrelated();
    void generatorDecides();
    void gradientGoesThroughWhatIsKept();
    void passesWhenNotTraining();
};

void TestHashedDropout::shareAndScale_data()
{
    QTest::addColumn<double>("share");
    for (const double share : {0.1, 0.25, 0.5, 0.95})
        QTest::addRow("%g", share) << share;
}

void TestHashedDropout::shareAndScale()
{
    QFETCH(double, share);
    for (const std::uint64_t seed : {1, 2, 3}) {
        const auto kept = keptOf(*seeded(share, seed));
        const auto isKept = kept.ne(0);
        QVERIFY(torch::equal(kept, isKept * float(1 / (1 - share))));
        const double deviation = std::sqrt(share * (1 - share) / double(kept.numel()));
        QVERIFY(std::abs(isKept.to(torch::kFloat64).mean().item<double>() - (1 - share)) < 4.5 * deviation);
    }
}

/// Neighbours, values a power of two apart, and successive calls.
void TestHashedDropout::choicesAreUnrelated()
{
    const auto dropout = seeded(0.5, 4);
    const auto sign = [&] { return (keptOf(*dropout) - 1).flatten().to(torch::kFloat64); };
    const auto one = sign(), next = sign();
    const double most = 4.5 / std::sqrt(double(one.numel()));
    QVERIFY(std::abs((one * next).mean().item<double>()) < most);
    for (const std::int64_t apart : {1, 2, 3, 64, 100, 1024, 65536}) {
        const auto rest = one.numel() - apart;
        const double correlation
            = (one.narrow(0, 0, rest) * one.narrow(0, apart, rest)).mean().item<double>();
        QVERIFY2(std::abs(correlation) < most * std::sqrt(double(one.numel()) / double(rest)),
            qPrintable(QString::number(apart)));
    }
}

void TestHashedDropout::generatorDecides()
{
    const auto one = seeded(0.3, 5), same = seeded(0.3, 5), other = seeded(0.3, 6);
    const auto first = keptOf(*one);
    QVERIFY(torch::equal(first, keptOf(*same)));
    QVERIFY(!torch::equal(first, keptOf(*other)));
    QVERIFY(!torch::equal(first, keptOf(*one)));
    const auto inDouble = seeded(0.3, 5)->forward(torch::ones({2000, 100}, torch::kFloat64));
    QVERIFY(torch::equal(first.ne(0), inDouble.ne(0)));
}

void TestHashedDropout::gradientGoesThroughWhatIsKept()
{
    const auto input = torch::ones({50, 20}, torch::requires_grad());
    const auto output = seeded(0.4, 7)->forward(input);
    output.sum().backward();
    QVERIFY(torch::equal(input.grad(), output));
}

void TestHashedDropout::passesWhenNotTraining()
{
    const auto dropout = seeded(0.5, 8);
    dropout->eval();
    const auto input = torch::ones({10, 10});
    QVERIFY(dropout->forward(input).is_same(input));
    HashedDropout none(0); // needs no generator
    QVERIFY(none.forward(input).is_same(input));
}

TEST_ENTRY(TestHashedDropout, NoApplication)

} // namespace modalscope::tst_hashed_dropout

#include "tst_hashed_dropout.moc"
