#include "core/experiment/experiment.h"
#include "tests/support/test_entry.h"
#include "widgets/forms/number_box.h"
#include "widgets/forms/option_form.h"
#include "widgets/forms/option_model.h"
#include "widgets/forms/option_path.h"

#include <QCheckBox>
#include <QComboBox>
#include <QGroupBox>
#include <QLabel>
#include <QLineEdit>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>

namespace modalscope::tst_option_form {

namespace {

template <class Control>
Control* control(const QWidget& form, const char* path)
{
    return form.findChild<Control*>(QString::fromLatin1(path));
}

void choose(const QWidget& form, const char* path, const char* text)
{
    auto* box = control<QComboBox>(form, path);
    QVERIFY2(box != nullptr, path);
    const int index = box->findData(QString::fromLatin1(text));
    QVERIFY2(index >= 0, text);
    box->setCurrentIndex(index);
}

} // namespace

/// Protects: what describe() says is what the form shows, and what the form says is what fromJson() takes.
class TestOptionForm : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void startsWithTheDefaults();
    void valuesGoBothWays();
    void everyKindOfControlEdits();
    void boundsComeFromDescribe();
    void choicesAreNotClipped();
    void fieldsFollowTheirKind();
    void aReturningFieldRemembers();
    void sameNameOfAnotherKindStartsAnew();
    void changedValuesAreMarkedAndReset();
    void listsSayWhatIsWrong();
    void errorsStandAtTheirField();
    void mapsGetASectionPerKey();
    void hiddenFieldsKeepTheirValue();
    void suggestionsAreOffered();
    void onlyTheseChoicesAreOffered();
    void aNarrowFormFitsAColumn();
    void findsPathsInMessages();
};

void TestOptionForm::startsWithTheDefaults()
{
    OptionForm form(optionModel<TrainOptions>());
    QCOMPARE(form.values().dump(), toJson(TrainOptions{}).dump());
    QVERIFY(!form.error());
}

void TestOptionForm::valuesGoBothWays()
{
    TrainOptions options;
    options.epochs = 7;
    options.optimizer = OptimizerKind::Adam;
    options.learningRate = 3e-5;
    options.beta2 = 0.95;
    options.schedule.kind = ScheduleKind::Polynomial;
    options.schedule.power = 2;
    OptionForm form(optionModel<TrainOptions>());
    QSignalSpy changed(&form, &OptionForm::changed);
    form.setValues(toJson(options));
    QCOMPARE(changed.count(), 0);
    QCOMPARE(form.values().dump(), toJson(options).dump());
    QCOMPARE(control<NumberBox>(form, "epochs")->value(), 7.0);
    QCOMPARE(control<NumberBox>(form, "schedule.power")->value(), 2.0);
    const auto read = fromJson<TrainOptions>(form.values());
    QVERIFY(read);
    QCOMPARE(read.value().beta2, 0.95);
}

void TestOptionForm::everyKindOfControlEdits()
{
    OptionForm form(optionModel<Experiment>());
    QSignalSpy changed(&form, &OptionForm::changed);
    control<NumberBox>(form, "train.epochs")->setValue(12);
    control<NumberBox>(form, "train.learning_rate")->setValue(0.5);
    control<QCheckBox>(form, "train.nesterov")->click();
    choose(form, "method.hgm", "off");
    control<QLineEdit>(form, "name")->setText(QStringLiteral("étude"));
    control<QLineEdit>(form, "modalities")->setText(QStringLiteral("pix240, fou76 ,"));
    QCOMPARE(changed.count(), 6);
    const auto read = fromJson<Experiment>(form.values());
    QVERIFY2(read, read ? "" : read.error().message.c_str());
    QCOMPARE(read.value().train.epochs, 12);
    QCOMPARE(read.value().train.learningRate, 0.5);
    QVERIFY(read.value().train.nesterov);
    QCOMPARE(read.value().method.mla.hgm, Hgm::Off);
    QCOMPARE(read.value().name, std::string("étude"));
    QCOMPARE(read.value().modalities, (std::vector<std::string>{"pix240", "fou76"}));
}

void TestOptionForm::boundsComeFromDescribe()
{
    OptionForm form(optionModel<TrainOptions>());
    const auto* momentum = control<NumberBox>(form, "momentum");
    QCOMPARE(momentum->minimum(), 0.0);
    QCOMPARE(momentum->maximum(), 0.9999);
    QVERIFY(control<NumberBox>(form, "epochs")->toolTip().contains(QStringLiteral("1 to 100000")));
    QVERIFY(control<NumberBox>(form, "epochs")
                ->toolTip()
                .contains(QStringLiteral("asses over the training split")));
}

void TestOptionForm::choicesAreNotClipped()
{
    OptionForm form(optionModel<MissingOptions>());
    form.resize(form.minimumSizeHint());
    form.show();
    const auto* box = control<QComboBox>(form, "protocol");
    QVERIFY(box->currentText().startsWith(QStringLiteral("GCNet")));
    QVERIFY(box->width() >= box->fontMetrics().horizontalAdvance(box->currentText()) + 30);
}

void TestOptionForm::fieldsFollowTheirKind()
{
    OptionForm form(optionModel<TrainOptions>());
    QVERIFY(control<NumberBox>(form, "momentum"));
    QVERIFY(!control<NumberBox>(form, "beta1"));
    choose(form, "optimizer", "adam");
    QVERIFY(!control<NumberBox>(form, "momentum"));
    QVERIFY(control<NumberBox>(form, "beta1"));
    QVERIFY(!form.values().contains("momentum"));
    QVERIFY(form.values().contains("beta1"));
    QVERIFY(!form.error());
}

void TestOptionForm::aReturningFieldRemembers()
{
    OptionForm form(optionModel<TrainOptions>());
    control<NumberBox>(form, "momentum")->setValue(0.5);
    choose(form, "optimizer", "adam");
    choose(form, "optimizer", "sgd");
    QCOMPARE(control<NumberBox>(form, "momentum")->value(), 0.5);
}

void TestOptionForm::sameNameOfAnotherKindStartsAnew()
{
    OptionForm form(optionModel<MethodOptions>());
    choose(form, "kind", "ogm");
    control<NumberBox>(form, "alpha")->setValue(0.7); // strength of the modulation
    choose(form, "kind", "mla");
    choose(form, "alpha_kind", "constant");
    QCOMPARE(control<NumberBox>(form, "alpha")->value(), MlaOptions{}.alpha);
}

void TestOptionForm::changedValuesAreMarkedAndReset()
{
    OptionForm form(optionModel<TrainOptions>());
    form.show();
    auto* reset = control<QToolButton>(form, "epochs.reset");
    QVERIFY(!reset->isVisible());
    control<NumberBox>(form, "epochs")->setValue(3);
    QVERIFY(reset->isVisible());
    QSignalSpy changed(&form, &OptionForm::changed);
    QTest::mouseClick(reset, Qt::LeftButton);
    QCOMPARE(control<NumberBox>(form, "epochs")->value(), double(TrainOptions{}.epochs));
    QVERIFY(!reset->isVisible());
    QCOMPARE(changed.count(), 1);
    control<NumberBox>(form, "batch_size")->setValue(3);
    form.resetAll();
    QCOMPARE(form.values().dump(), toJson(TrainOptions{}).dump());
}

void TestOptionForm::listsSayWhatIsWrong()
{
    OptionForm form(optionModel<EncoderOptions>());
    auto* hidden = control<QLineEdit>(form, "hidden");
    QCOMPARE(hidden->text(), QStringLiteral("128"));
    hidden->setText(QStringLiteral("64, many"));
    QVERIFY(form.error());
    QVERIFY2(form.error()->message.find("hidden") == 0, form.error()->message.c_str());
    QVERIFY(hidden->property("invalid").toBool());
    QVERIFY(control<QLabel>(form, "hidden.caption")->text().contains(QStringLiteral("many")));
    QCOMPARE(form.values()["hidden"].dump(), nlohmann::json({128}).dump()); // the last good value
    hidden->setText(QStringLiteral("64, 0")); // below its bound: said by fromJson
    QVERIFY(form.error());
    QVERIFY(form.values()["hidden"] == nlohmann::json({128})
        || control<QLabel>(form, "hidden.caption")->text().contains(QStringLiteral("range")));
    hidden->setText(QStringLiteral("64, 32"));
    QVERIFY(!form.error());
    QVERIFY(!hidden->property("invalid").toBool());
}

void TestOptionForm::errorsStandAtTheirField()
{
    OptionForm form(optionModel<Experiment>());
    form.showError(
        {ErrorKind::InvalidInput, "handwritten.json: train.batch_size is larger than the training split"});
    auto* caption = control<QLabel>(form, "train.batch_size.caption");
    QVERIFY(caption->text().contains(QStringLiteral("larger than")));
    QVERIFY(control<NumberBox>(form, "train.batch_size")->property("invalid").toBool());
    control<NumberBox>(form, "train.batch_size")->setValue(8);
    QVERIFY(!caption->text().contains(QStringLiteral("larger than")));
}

void TestOptionForm::mapsGetASectionPerKey()
{
    OptionForm form(optionModel<Experiment>());
    form.setMapKeys(QStringLiteral("encoders"), {QStringLiteral("*"), QStringLiteral("pix240")});
    control<NumberBox>(form, "encoders.*.feature")->setValue(32);
    QVERIFY(!control<NumberBox>(form, "encoders.pix240.feature"));
    auto* section = control<QGroupBox>(form, "encoders.pix240");
    section->setChecked(true);
    QCOMPARE(
        control<NumberBox>(form, "encoders.pix240.feature")->value(), 32.0); // starts like all the others
    control<NumberBox>(form, "encoders.pix240.feature")->setValue(16);
    auto read = fromJson<Experiment>(form.values());
    QVERIFY(read);
    QCOMPARE(read.value().encoder("pix240").feature, 16);
    QCOMPARE(read.value().encoder("fou76").feature, 32);
    control<QGroupBox>(form, "encoders.pix240")->setChecked(false);
    QCOMPARE(fromJson<Experiment>(form.values()).value().encoder("pix240").feature, 32);
}

void TestOptionForm::hiddenFieldsKeepTheirValue()
{
    OptionForm form(optionModel<Experiment>());
    Experiment experiment;
    experiment.dataset = "/data/a.h5";
    form.setFieldHidden(QStringLiteral("dataset"));
    form.setFieldHidden(QStringLiteral("train"));
    form.setValues(toJson(experiment));
    QVERIFY(!control<QWidget>(form, "dataset"));
    QVERIFY(!control<QWidget>(form, "train.epochs"));
    QCOMPARE(form.values().dump(), toJson(experiment).dump());
}

void TestOptionForm::suggestionsAreOffered()
{
    MethodOptions film;
    film.kind = MethodKind::Film;
    OptionForm form(optionModel<MethodOptions>());
    form.setValues(toJson(film));
    form.setSuggestions(
        QStringLiteral("condition"), {QString(), QStringLiteral("audio"), QStringLiteral("image")});
    auto* box = control<QComboBox>(form, "condition");
    QVERIFY(box);
    QCOMPARE(box->count(), 3);
    box->setCurrentIndex(2);
    QCOMPARE(form.values()["condition"].dump(), nlohmann::json("image").dump());
}

void TestOptionForm::onlyTheseChoicesAreOffered()
{
    OptionForm form(optionModel<TrainOptions>());
    const auto texts = [&] {
        QStringList shown;
        auto* box = form.findChild<QComboBox*>(QStringLiteral("optimizer"));
        for (int i = 0; box != nullptr && i < box->count(); ++i)
            shown << box->itemText(i);
        return shown;
    };
    const auto all = texts().size();
    QVERIFY(all > 2);
    const auto chosen = QString::fromStdString(toText(TrainOptions{}.optimizer));
    const auto other = QString::fromStdString(
        toText(TrainOptions{}.optimizer == OptimizerKind::Adam ? OptimizerKind::Sgd : OptimizerKind::Adam));
    form.setChoices(QStringLiteral("optimizer"), {other});
    QCOMPARE(texts().size(), 2); // and the one that it has
    QCOMPARE(form.values()["optimizer"].get<std::string>(), chosen.toStdString());
    form.setChoices(QStringLiteral("optimizer"), {});
    QCOMPARE(texts().size(), all);
}

void TestOptionForm::aNarrowFormFitsAColumn()
{
    OptionForm wide(optionModel<TrainOptions>()), narrow(optionModel<TrainOptions>());
    narrow.setNarrow();
    QVERIFY2(narrow.minimumSizeHint().width() < wide.minimumSizeHint().width(),
        qPrintable(QString::number(narrow.minimumSizeHint().width())));
    QVERIFY2(narrow.minimumSizeHint().width() <= 320,
        qPrintable(QString::number(narrow.minimumSizeHint().width())));
    QCOMPARE(narrow.values().dump(), wide.values().dump());
}

void TestOptionForm::findsPathsInMessages()
{
    const std::vector<std::string> paths{
        "epochs", "schedule.every", "schedule.kind", "hidden", "warmup_epochs"};
    QCOMPARE(pathIn("train.schedule.every is out of range: 0", paths), std::string("schedule.every"));
    QCOMPARE(pathIn("warmup_epochs has the wrong type", paths), std::string("warmup_epochs"));
    QCOMPARE(pathIn("hidden[0] has the wrong type", paths), std::string("hidden"));
    QCOMPARE(pathIn("the file a.h5 has gone", paths), std::string());
}

TEST_ENTRY(TestOptionForm, QApplication)

} // namespace modalscope::tst_option_form

#include "tst_option_form.moc"
