using System.Collections.Immutable;
using Infra.Identity.Contracts;
using Infra.Provider;
using Infra.Provider.Ports;
using Pulumi.Experimental;

namespace Infra.Tests.Provider;

/// <summary>
/// Every AWS call of every verb fails. A lost answer stands for a 5xx and for a timeout: behind the port they are the same
/// (<see cref="The_aws_ports"/>), and either can come before or after the effect.
/// </summary>
public sealed class A_failing_aws_call : IDisposable
{
    private const string Type = ResourceTypes.CaRegistration;

    /// <summary>
    /// Complete is a Create that finds what an earlier one of the same resource left half done; Adopt one that finds somebody else's registration.
    /// What becomes of the verb, and in which state it leaves AWS when it fails:
    /// done: it succeeds; none: nothing is registered; same: all is as it was; bare: the template is away, the rest is not done;
    /// off: inactive, not deleted; gone: the CA vanished meanwhile, and the message says so.
    /// Not found means that the CA, its ACM PCA or its template was deleted just before the call. (2) is the second call of that name.
    /// </summary>
    private const string FailingOnce = """
        verb        call                      throttled  lost-before  lost-after  denied  not-found
        Create      DescribeCACertificate     done       done         done        none    done
        Create      GetRegistrationCode       done       done         done        none    none
        Create      IssueCertificate          done       done         done        none    none
        Create      GetCertificate            done       done         done        none    none
        Create      RegisterCACertificate     done       done         done        none    none
        Complete    DescribeCACertificate     done       done         done        same    done
        Complete    ListTagsForResource       done       done         done        same    gone
        Complete    UpdateCACertificate       done       done         done        same    gone
        Adopt       DescribeCACertificate     done       done         done        same    done
        Adopt       UpdateCACertificate       done       done         done        same    gone
        Read        DescribeCACertificate     done       done         done        same    done
        Update      DescribeCACertificate     done       done         done        same    gone
        Update      UpdateCACertificate       done       done         done        same    gone
        Untemplate  DescribeCACertificate     done       done         done        same    gone
        Untemplate  UpdateCACertificate       done       done         done        same    gone
        Untemplate  UpdateCACertificate(2)    done       done         done        bare    gone
        Delete      DescribeCACertificate     done       done         done        same    done
        Delete      ListCertificatesByCA      done       done         done        same    done
        Delete      UpdateCACertificate       done       done         done        same    done
        Delete      ListCertificatesByCA(2)   done       done         done        off     done
        Delete      DeleteCACertificate       done       done         done        off     done
        Force       DescribeCACertificate     done       done         done        same    done
        Force       UpdateCACertificate       done       done         done        same    done
        Force       DeleteCACertificate       done       done         done        off     done
        """;

    /// <summary>The same when it goes on failing. done here: it took effect, but nobody knows, so the verb fails and says so.</summary>
    private const string FailingForGood = """
        verb        call                      throttled  lost-before  lost-after
        Create      DescribeCACertificate     none       none         none
        Create      GetRegistrationCode       none       none         none
        Create      IssueCertificate          none       none         none
        Create      GetCertificate            none       none         none
        Create      RegisterCACertificate     none       none         done
        Complete    ListTagsForResource       same       same         same
        Complete    UpdateCACertificate       same       same         done
        Adopt       UpdateCACertificate       same       same         done
        Read        DescribeCACertificate     same       same         same
        Update      DescribeCACertificate     same       same         same
        Update      UpdateCACertificate       same       same         done
        Untemplate  UpdateCACertificate       same       same         bare
        Untemplate  UpdateCACertificate(2)    bare       bare         done
        Delete      DescribeCACertificate     same       same         same
        Delete      ListCertificatesByCA      same       same         same
        Delete      UpdateCACertificate       same       same         off
        Delete      ListCertificatesByCA(2)   off        off          off
        Delete      DeleteCACertificate       off        off          done
        """;

    private static readonly CaSettings Before = new(IsActive: true, AutoRegistration: true, "old");

    private readonly ProviderBench _bench = new();

    public static TheoryData<string, string, string, string> Once => Cells(FailingOnce);

    public static TheoryData<string, string, string, string> ForGood => Cells(FailingForGood);

    [Theory]
    [MemberData(nameof(Once))]
    public async Task leaves_what_the_table_says_and_can_be_repeated(string verb, string call, string fault, string outcome)
    {
        var run = await PrepareAsync(verb);
        Plan(call, fault, times: 1);

        if (outcome == "done") { await run(); }
        else
        {
            var refusal = await Assert.ThrowsAsync<ProvisioningException>(run);
            Assert.Equal(outcome == "gone" ? ProvisioningErrors.InvalidInputs : ProvisioningErrors.AwsRefused, refusal.Code);
            Assert.Contains(Says(outcome), refusal.Message, StringComparison.Ordinal);
        }

        CheckLeft(verb, outcome, vanished: fault == "not-found");
        if (outcome is "done" or "gone") { return; } // a CA that vanished is registered again by a create, after a refresh
        await run();
        CheckLeft(verb, "done");
    }

    [Theory]
    [MemberData(nameof(ForGood))]
    public async Task is_given_up_and_says_what_may_be_left(string verb, string call, string fault, string outcome)
    {
        var run = await PrepareAsync(verb);
        Plan(call, fault, times: 5);

        var refusal = await Assert.ThrowsAsync<ProvisioningException>(run);

        Assert.Equal(ProvisioningErrors.AwsUnavailable, refusal.Code);
        Assert.Equal(4, _bench.Pauses.Count);
        CheckLeft(verb, outcome);
        var asks = call.StartsWith("Describe", StringComparison.Ordinal) || call.StartsWith("List", StringComparison.Ordinal) || call.StartsWith("Get", StringComparison.Ordinal);
        Assert.Equal(!asks && fault != "throttled", refusal.Message.Contains("unless a try took effect", StringComparison.Ordinal));

        // What the message advises: the very same again.
        await run();
        CheckLeft(verb, "done");
    }

    [Fact]
    public void is_in_the_table_for_every_call_that_a_verb_makes()
    {
        var planned = Once.Select(row => ((string)row[0], ((string)row[1]).Replace("(2)", "", StringComparison.Ordinal))).Distinct().ToList();
        Assert.All(planned.GroupBy(row => row.Item1), verb =>
        {
            using var bench = new A_failing_aws_call();
            bench.PrepareAsync(verb.Key).GetAwaiter().GetResult()().GetAwaiter().GetResult();
            Assert.Equal(bench._bench.Aws.Calls.Distinct().Order(StringComparer.Ordinal), verb.Select(row => row.Item2).Order(StringComparer.Ordinal));
        });
    }

    [Fact]
    public async Task does_not_make_someone_else_s_registration_ours_after_a_refused_try()
    {
        _bench.Aws.AfterCall = call => { if (call == "RegisterCACertificate") { _bench.Aws.SetOwner("someone else"); } };
        _bench.Aws.Fail("RegisterCACertificate", new TransientFaultException("throttled", mayHaveTakenEffect: false), afterEffect: true);

        var refusal = await Assert.ThrowsAsync<ProvisioningException>(Verb("Create"));

        Assert.Equal(ProvisioningErrors.AlreadyRegistered, refusal.Code);
    }

    [Fact]
    public async Task costs_one_verification_certificate_however_often_it_is_tried()
    {
        _bench.Aws.Fail("IssueCertificate", new TransientFaultException("no answer", mayHaveTakenEffect: true), afterEffect: true, times: 4);

        await Verb("Create")();

        Assert.Equal(1, _bench.Aws.Issued);
        Assert.Equal([500, 1000, 2000, 4000], _bench.Pauses.Select(pause => pause.TotalMilliseconds));
    }

    public void Dispose() => _bench.Dispose();

    private static TheoryData<string, string, string, string> Cells(string table)
    {
        var lines = table.Split('\n').Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).ToList();
        var cells = new TheoryData<string, string, string, string>();
        foreach (var row in lines.Skip(1))
        {
            for (var column = 2; column < row.Length; column++) { cells.Add(row[0], row[1], lines[0][column], row[column]); }
        }

        return cells;
    }

    /// <summary>A world in which the verb has something to do.</summary>
    private async Task<Func<Task>> PrepareAsync(string verb)
    {
        if (verb != "Create")
        {
            await _bench.Create(Type, _bench.Registration((CaRegistrationProperties.TemplateName, Before.TemplateName)));
            var id = _bench.Aws.Registered.Keys.Single();
            _bench.Aws.AddDevice(id, isActive: verb == "Force");
            if (verb == "Adopt") { _bench.Aws.SetOwner(null); }
            _bench.Aws.Calls.Clear();
        }

        return Verb(verb);
    }

    private Func<Task> Verb(string verb)
    {
        var id = _bench.Aws.Registered.Keys.SingleOrDefault("");
        var before = _bench.Registration((CaRegistrationProperties.TemplateName, Before.TemplateName));
        ImmutableDictionary<string, PropertyValue> With(string name, object? value) => _bench.Registration((name, value));
        return verb switch
        {
            "Create" or "Complete" => () => _bench.Create(Type, _bench.Registration()),
            "Adopt" => () => _bench.Create(Type, With(CaRegistrationProperties.AdoptExisting, true)),
            "Read" => () => _bench.Read(Type, id, before, before),
            "Update" => () => _bench.Update(Type, id, before, _bench.Registration()),
            "Untemplate" => () => _bench.Update(Type, id, before, With(CaRegistrationProperties.TemplateName, null)),
            "Delete" => () => _bench.Delete(Type, id, before),
            "Force" => () => _bench.Delete(Type, id, With(CaRegistrationProperties.Force, true)),
            _ => throw new ArgumentOutOfRangeException(nameof(verb), verb, "no such verb"),
        };
    }

    private void Plan(string call, string fault, int times)
    {
        var after = call.EndsWith("(2)", StringComparison.Ordinal) ? 1 : 0;
        var name = call.Replace("(2)", "", StringComparison.Ordinal);
        switch (fault)
        {
            case "throttled":
                _bench.Aws.Fail(name, new TransientFaultException("rate exceeded", mayHaveTakenEffect: false), afterEffect: false, after, times);
                break;
            case "lost-before" or "lost-after":
                _bench.Aws.Fail(name, new TransientFaultException("no answer", mayHaveTakenEffect: true), fault == "lost-after", after, times);
                break;
            case "denied":
                _bench.Aws.Fail(name, new AwsRefusalException($"not authorized to perform {name}"), afterEffect: false, after, times);
                break;
            case "not-found" when name is "GetRegistrationCode" or "IssueCertificate" or "GetCertificate" or "RegisterCACertificate":
                _bench.Aws.Fail(name, new AwsRefusalException("ResourceNotFoundException"), afterEffect: false, after, times);
                break;
            case "not-found":
                _bench.Aws.DeleteBefore(name, after);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(fault), fault, "no such fault");
        }
    }

    private static string Says(string outcome) => outcome switch
    {
        "none" => "nothing is registered",
        "same" => "", // each verb in its own words; the state is what counts
        "bare" => "has no template any more and its auto-registration is off",
        "off" => "stays registered, but is inactive now",
        "gone" => "is no longer registered",
        _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome, "no such outcome"),
    };

    private void CheckLeft(string verb, string outcome, bool vanished = false)
    {
        CaSettings? expected = (outcome, verb) switch
        {
            ("none" or "gone", _) => null,
            ("same", _) => Before,
            ("bare", _) => new CaSettings(IsActive: true, AutoRegistration: false, TemplateName: null),
            ("off", _) => Before with { IsActive = false },
            (_, "Delete" or "Force") => null,
            (_, "Read") => vanished ? null : Before,
            (_, "Untemplate") => Before with { TemplateName = null },
            _ => Before with { TemplateName = "widgiot-jitp" },
        };
        Assert.Equal(expected, _bench.Aws.Registered.Values.SingleOrDefault()?.Settings);
    }
}
