using System.Globalization;
using Infra.Local.Aws;
using Infra.Pki;

namespace Infra.Local.AcmPca;

/// <summary>The Validity of IssueCertificate: a number and what it counts.</summary>
internal sealed record PcaValidity(long Value, string Type)
{
    // NotBefore lies this far back unless the caller says otherwise, for clocks that are slow (IssueCertificate, ValidityNotBefore).
    private static readonly TimeSpan backdating = TimeSpan.FromMinutes(60);

    /// <summary>The period that starts now.</summary>
    public ValidityPeriod Period(DateTimeOffset now) => new(now - backdating, NotAfter(now));

    private DateTimeOffset NotAfter(DateTimeOffset now)
    {
        try
        {
            var end = Type switch
            {
                "DAYS" => now.AddDays(Value),
                "MONTHS" => now.AddMonths(checked((int)Value)),
                "YEARS" => now.AddYears(checked((int)Value)),
                "ABSOLUTE" => DateTimeOffset.FromUnixTimeSeconds(Value),
                "END_DATE" => DateTimeOffset.ParseExact(Value.ToString(CultureInfo.InvariantCulture), ["yyyyMMddHHmmss", "yyMMddHHmmss"],
                    CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal),
                _ => throw new AwsException(400, "InvalidArgsException", $"validity type '{Type}' must be DAYS, MONTHS, YEARS, ABSOLUTE or END_DATE"),
            };
            return end > now ? end : throw new AwsException(400, "InvalidArgsException", $"validity {Value} {Type} ends in the past");
        }
        catch (Exception fault) when (fault is ArgumentOutOfRangeException or OverflowException or FormatException)
        {
            throw new AwsException(400, "InvalidArgsException", $"validity {Value} {Type} is no possible date");
        }
    }
}
