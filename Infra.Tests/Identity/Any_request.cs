using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Infra.Fuzzing.Der;
using Infra.Identity.Requests;
using Infra.Tests.Support;

namespace Infra.Tests.Identity;

/// <summary>What holds of every CSR. <c>./infra fuzz</c> asks the same of the whole authorizer, for as long as one likes.</summary>
public sealed class Any_request
{
    private static readonly Gen<string> _names =
        from letters in Gen.Elements("AZaz09:_-".ToCharArray()).NonEmptyListOf()
        select new string([.. letters.Take(64)]);

    /// <summary>Every kind of key with every hash, every subject and attribute that the rules allow.</summary>
    private static readonly Gen<CsrRecipe> _recipes =
        from key in Gen.Elements(TestKey.P256, TestKey.P384, TestKey.P521, TestKey.Rsa2048)
        from hash in Gen.Elements(HashAlgorithmName.SHA256, HashAlgorithmName.SHA384, HashAlgorithmName.SHA512)
        from name in _names
        from beside in Gen.SubListOf(
            new Rdn("2.5.4.6", UniversalTagNumber.PrintableString, "US"),
            new Rdn("2.5.4.8", UniversalTagNumber.UTF8String, "Baden-Württemberg"),
            new Rdn("2.5.4.7", UniversalTagNumber.UTF8String, "Anywhere"),
            new Rdn("2.5.4.10", UniversalTagNumber.UTF8String, "Example, Inc."),
            new Rdn("2.5.4.11", UniversalTagNumber.PrintableString, "Things"),
            new Rdn("2.5.4.5", UniversalTagNumber.PrintableString, "0001"))
        from challenge in Gen.Elements(null, "x", "2026-11-22T06:00:00Z/abc", new string('c', 255))
        from extensions in Gen.SubListOf<(string, bool, Action<AsnWriter>)>(
            ("2.5.29.19", true, writer => { using (writer.PushSequence()) { } }),
            ("2.5.29.15", true, writer => writer.WriteBitString([0b1010_0000], 5)),
            ("2.5.29.37", false, writer => { using (writer.PushSequence()) { writer.WriteObjectIdentifier("1.3.6.1.5.5.7.3.2"); } }),
            ("2.5.29.14", false, writer => writer.WriteOctetString(new byte[20])))
        select new CsrRecipe
        {
            Key = key,
            Hash = hash,
            Subject = [.. beside, Rdn.CommonName(name)],
            Attributes =
            [
                .. challenge is null ? [] : new (string, byte[][])[] { ("1.2.840.113549.1.9.7", [CsrRecipe.Encode(writer => writer.WriteCharacterString(UniversalTagNumber.UTF8String, challenge))]) },
                .. extensions.Count == 0 ? [] : new (string, byte[][])[] { ("1.2.840.113549.1.9.14", [CsrRecipe.Encode(writer => CsrRecipe.WriteExtensions(writer, [.. extensions]))]) },
            ],
        };

    private static readonly Arbitrary<CsrRecipe> _good = _recipes.ToArbitrary();

    private static readonly Arbitrary<Mutation> _mutations = (
        from kind in Gen.Elements(Enum.GetValues<MutationKind>())
        from element in Gen.Choose(0, 60)
        from argument in Gen.Choose(0, 5000)
        select new Mutation(kind, (uint)element, (uint)argument)).ToArbitrary();

    [Fact]
    public void that_keeps_the_rules_is_accepted_in_every_encoding() =>
        Seeded.Check(Prop.ForAll(_good, recipe =>
        {
            var der = recipe.ToDer();
            var pem = PemEncoding.WriteString("CERTIFICATE REQUEST", der);
            byte[][] encodings = [der, .. new[] { pem, pem + "\n", pem.ReplaceLineEndings("\r\n") + "\r\n", "\n" + pem + "\n\n" }.Select(Encoding.ASCII.GetBytes)];

            Assert.All(encodings, encoding =>
            {
                var csr = Assert.IsType<CsrVerdict.Accepted>(CsrVerifier.VerifyHeader(CsrHeader.Write(encoding)));
                Assert.Equal(recipe.Subject[^1].Value, csr.Device.ToString());
                Assert.Equal(recipe.Key.SubjectPublicKeyInfo, csr.Key.SubjectPublicKeyInfo.ToArray());
                Assert.Equal(recipe.Key.IsRsa ? der : SignatureForms.Lower(der), csr.Der.ToArray());
            });
            return true;
        }), times: 100);

    [Fact]
    public void with_any_one_mutation_is_refused_or_means_the_same() =>
        Seeded.Check(Prop.ForAll(_good, _good, _mutations, (recipe, other, mutation) =>
            CsrVerifier.VerifyDer(Mutated(recipe, other, mutation)) is not CsrVerdict.Accepted accepted || MeansTheSame(recipe, accepted)), times: 400);

    [Fact]
    public void mutated_and_then_signed_again_is_refused_or_still_names_one_device_and_its_own_key() =>
        Seeded.Check(Prop.ForAll(_good, _good, _mutations, (recipe, other, mutation) =>
        {
            var verdict = CsrVerifier.VerifyDer(SignedAgain(Mutated(recipe, other, mutation), recipe));
            return verdict is not CsrVerdict.Accepted accepted
                || (accepted.Key.SubjectPublicKeyInfo.Span.SequenceEqual(recipe.Key.SubjectPublicKeyInfo) && accepted.Device.ToString().Length is >= 1 and <= 64);
        }), times: 400);

    [Fact]
    public void in_a_header_with_any_one_character_changed_is_refused_or_means_the_same() =>
        Seeded.Check(Prop.ForAll(
            _good,
            Gen.Choose(0, 100_000).ToArbitrary(),
            Gen.OneOf(Gen.Choose(0, 127), Gen.Choose(0, 0xffff)).Select(code => (char)code).ToArbitrary(),
            (recipe, place, letter) =>
            {
                var header = place % 2 == 0 ? recipe.ToHeader() : CsrHeader.Write(Encoding.ASCII.GetBytes(recipe.ToPem()));
                place %= header.Length;
                string[] changed = [header[..place] + letter + header[(place + 1)..], header.Insert(place, letter.ToString()), header.Remove(place, 1)];
                return changed.All(text => CsrVerifier.VerifyHeader(text) is not CsrVerdict.Accepted accepted || MeansTheSame(recipe, accepted));
            }), times: 300);

    [Fact]
    public void may_be_any_text_without_an_exception() =>
        Seeded.Check(Prop.ForAll(ArbMap.Default.ArbFor<string?>(), text =>
            CsrVerifier.VerifyHeader(text) is CsrVerdict.Refused && CsrVerifier.VerifyPem(text) is CsrVerdict.Refused
            && CsrVerifier.VerifyHeader(CsrHeader.Write(Encoding.Unicode.GetBytes(text ?? ""))) is CsrVerdict.Refused), times: 300);

    private static bool MeansTheSame(CsrRecipe recipe, CsrVerdict.Accepted accepted) =>
        accepted.Device.ToString() == recipe.Subject[^1].Value && accepted.Key.SubjectPublicKeyInfo.Span.SequenceEqual(recipe.Key.SubjectPublicKeyInfo);

    private static byte[] Mutated(CsrRecipe recipe, CsrRecipe donor, Mutation mutation)
    {
        List<DerElement> document = [DerElement.Read(recipe.ToDer())!];
        mutation.Apply(document, DerElement.Read(donor.ToDer())!);
        return [.. document.SelectMany(element => element.Write())];
    }

    private static byte[] SignedAgain(byte[] der, CsrRecipe recipe)
    {
        if (DerElement.Read(der) is not { Children: [var info, _, var signature] parts } request)
        {
            return der;
        }

        parts[2] = new DerElement { Tag = signature.Tag, Content = [0, .. recipe.Key.Sign(info.Write(), recipe.Hash)] };
        return request.Write();
    }
}
