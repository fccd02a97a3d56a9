using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;
using Infra.Identity;
using Infra.Tests.Support;

namespace Infra.Tests.Identity;

public sealed partial class Any_name
{
    /// <summary>Mostly letters that are allowed or nearly so, of lengths on both sides of the limit.</summary>
    private static readonly Gen<string> _nearly =
        from length in Gen.Choose(0, 70)
        from letters in Gen.Frequency(
            (60, Gen.Elements("AZaz09:_-".ToCharArray())),
            (1, Gen.Elements("@[`{/;. \0\n*+#$éА１\u0131\u212a\ud800".ToCharArray()))).ArrayOf(length)
        select new string(letters);

    private static readonly Arbitrary<string?> _texts = Gen.OneOf(_nearly.Select(text => (string?)text), ArbMap.Default.GeneratorFor<string?>()).ToArbitrary();

    [Fact]
    public void is_a_devices_exactly_if_the_grammar_says_so() =>
        Seeded.Check(Prop.ForAll(_texts, text => DeviceId.TryParse(text, out _) == (text is not null && DeviceGrammar().IsMatch(text))), times: 2000);

    [Fact]
    public void of_a_device_comes_out_as_it_went_in_and_shows_itself_when_it_cannot() =>
        Seeded.Check(Prop.ForAll(_texts.Filter(text => text is not null), text =>
        {
            if (DeviceId.TryParse(text, out var id))
            {
                return id.ToString() == text && DeviceId.Parse(text!) == id;
            }

            return Assert.Throws<FormatException>(() => DeviceId.Parse(text!)).Message.Contains($"'{text}'", StringComparison.Ordinal);
        }), times: 500);

    // The grammar of the contract, as a second implementation reads it.
    [GeneratedRegex(@"\A[A-Za-z0-9:_-]{1,64}\z", RegexOptions.CultureInvariant)]
    private static partial Regex DeviceGrammar();
}
