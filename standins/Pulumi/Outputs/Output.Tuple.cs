namespace Pulumi;

public static partial class Output
{
    public static Output<(T1, T2)> Tuple<T1, T2>(
        Input<T1> item1, Input<T2> item2)
        => Tuple((Output<T1>)item1, (Output<T2>)item2);

    public static Output<(T1, T2)> Tuple<T1, T2>(
        Output<T1> item1, Output<T2> item2)
    {
        return new(CombineAsync());

        async Task<OutputData<(T1, T2)>> CombineAsync()
        {
            var traits = new Traits();
            return traits.Apply((
                traits.Take(await item1.Data.ConfigureAwait(false)),
                traits.Take(await item2.Data.ConfigureAwait(false))));
        }
    }

    public static Output<(T1, T2, T3)> Tuple<T1, T2, T3>(
        Input<T1> item1, Input<T2> item2, Input<T3> item3)
        => Tuple((Output<T1>)item1, (Output<T2>)item2, (Output<T3>)item3);

    public static Output<(T1, T2, T3)> Tuple<T1, T2, T3>(
        Output<T1> item1, Output<T2> item2, Output<T3> item3)
    {
        return new(CombineAsync());

        async Task<OutputData<(T1, T2, T3)>> CombineAsync()
        {
            var traits = new Traits();
            return traits.Apply((
                traits.Take(await item1.Data.ConfigureAwait(false)),
                traits.Take(await item2.Data.ConfigureAwait(false)),
                traits.Take(await item3.Data.ConfigureAwait(false))));
        }
    }

    public static Output<(T1, T2, T3, T4)> Tuple<T1, T2, T3, T4>(
        Input<T1> item1, Input<T2> item2, Input<T3> item3, Input<T4> item4)
        => Tuple((Output<T1>)item1, (Output<T2>)item2, (Output<T3>)item3, (Output<T4>)item4);

    public static Output<(T1, T2, T3, T4)> Tuple<T1, T2, T3, T4>(
        Output<T1> item1, Output<T2> item2, Output<T3> item3, Output<T4> item4)
    {
        return new(CombineAsync());

        async Task<OutputData<(T1, T2, T3, T4)>> CombineAsync()
        {
            var traits = new Traits();
            return traits.Apply((
                traits.Take(await item1.Data.ConfigureAwait(false)),
                traits.Take(await item2.Data.ConfigureAwait(false)),
                traits.Take(await item3.Data.ConfigureAwait(false)),
                traits.Take(await item4.Data.ConfigureAwait(false))));
        }
    }

    public static Output<(T1, T2, T3, T4, T5)> Tuple<T1, T2, T3, T4, T5>(
        Input<T1> item1, Input<T2> item2, Input<T3> item3, Input<T4> item4, Input<T5> item5)
        => Tuple((Output<T1>)item1, (Output<T2>)item2, (Output<T3>)item3, (Output<T4>)item4, (Output<T5>)item5);

    public static Output<(T1, T2, T3, T4, T5)> Tuple<T1, T2, T3, T4, T5>(
        Output<T1> item1, Output<T2> item2, Output<T3> item3, Output<T4> item4, Output<T5> item5)
    {
        return new(CombineAsync());

        async Task<OutputData<(T1, T2, T3, T4, T5)>> CombineAsync()
        {
            var traits = new Traits();
            return traits.Apply((
                traits.Take(await item1.Data.ConfigureAwait(false)),
                traits.Take(await item2.Data.ConfigureAwait(false)),
                traits.Take(await item3.Data.ConfigureAwait(false)),
                traits.Take(await item4.Data.ConfigureAwait(false)),
                traits.Take(await item5.Data.ConfigureAwait(false))));
        }
    }

    public static Output<(T1, T2, T3, T4, T5, T6)> Tuple<T1, T2, T3, T4, T5, T6>(
        Input<T1> item1, Input<T2> item2, Input<T3> item3, Input<T4> item4, Input<T5> item5, Input<T6> item6)
        => Tuple((Output<T1>)item1, (Output<T2>)item2, (Output<T3>)item3, (Output<T4>)item4, (Output<T5>)item5, (Output<T6>)item6);

    public static Output<(T1, T2, T3, T4, T5, T6)> Tuple<T1, T2, T3, T4, T5, T6>(
        Output<T1> item1, Output<T2> item2, Output<T3> item3, Output<T4> item4, Output<T5> item5, Output<T6> item6)
    {
        return new(CombineAsync());

        async Task<OutputData<(T1, T2, T3, T4, T5, T6)>> CombineAsync()
        {
            var traits = new Traits();
            return traits.Apply((
                traits.Take(await item1.Data.ConfigureAwait(false)),
                traits.Take(await item2.Data.ConfigureAwait(false)),
                traits.Take(await item3.Data.ConfigureAwait(false)),
                traits.Take(await item4.Data.ConfigureAwait(false)),
                traits.Take(await item5.Data.ConfigureAwait(false)),
                traits.Take(await item6.Data.ConfigureAwait(false))));
        }
    }

    public static Output<(T1, T2, T3, T4, T5, T6, T7)> Tuple<T1, T2, T3, T4, T5, T6, T7>(
        Input<T1> item1, Input<T2> item2, Input<T3> item3, Input<T4> item4, Input<T5> item5, Input<T6> item6, Input<T7> item7)
        => Tuple((Output<T1>)item1, (Output<T2>)item2, (Output<T3>)item3, (Output<T4>)item4, (Output<T5>)item5, (Output<T6>)item6, (Output<T7>)item7);

    public static Output<(T1, T2, T3, T4, T5, T6, T7)> Tuple<T1, T2, T3, T4, T5, T6, T7>(
        Output<T1> item1, Output<T2> item2, Output<T3> item3, Output<T4> item4, Output<T5> item5, Output<T6> item6, Output<T7> item7)
    {
        return new(CombineAsync());

        async Task<OutputData<(T1, T2, T3, T4, T5, T6, T7)>> CombineAsync()
        {
            var traits = new Traits();
            return traits.Apply((
                traits.Take(await item1.Data.ConfigureAwait(false)),
                traits.Take(await item2.Data.ConfigureAwait(false)),
                traits.Take(await item3.Data.ConfigureAwait(false)),
                traits.Take(await item4.Data.ConfigureAwait(false)),
                traits.Take(await item5.Data.ConfigureAwait(false)),
                traits.Take(await item6.Data.ConfigureAwait(false)),
                traits.Take(await item7.Data.ConfigureAwait(false))));
        }
    }

    public static Output<(T1, T2, T3, T4, T5, T6, T7, T8)> Tuple<T1, T2, T3, T4, T5, T6, T7, T8>(
        Input<T1> item1, Input<T2> item2, Input<T3> item3, Input<T4> item4, Input<T5> item5, Input<T6> item6, Input<T7> item7, Input<T8> item8)
        => Tuple((Output<T1>)item1, (Output<T2>)item2, (Output<T3>)item3, (Output<T4>)item4, (Output<T5>)item5, (Output<T6>)item6, (Output<T7>)item7, (Output<T8>)item8);

    public static Output<(T1, T2, T3, T4, T5, T6, T7, T8)> Tuple<T1, T2, T3, T4, T5, T6, T7, T8>(
        Output<T1> item1, Output<T2> item2, Output<T3> item3, Output<T4> item4, Output<T5> item5, Output<T6> item6, Output<T7> item7, Output<T8> item8)
    {
        return new(CombineAsync());

        async Task<OutputData<(T1, T2, T3, T4, T5, T6, T7, T8)>> CombineAsync()
        {
            var traits = new Traits();
            return traits.Apply((
                traits.Take(await item1.Data.ConfigureAwait(false)),
                traits.Take(await item2.Data.ConfigureAwait(false)),
                traits.Take(await item3.Data.ConfigureAwait(false)),
                traits.Take(await item4.Data.ConfigureAwait(false)),
                traits.Take(await item5.Data.ConfigureAwait(false)),
                traits.Take(await item6.Data.ConfigureAwait(false)),
                traits.Take(await item7.Data.ConfigureAwait(false)),
                traits.Take(await item8.Data.ConfigureAwait(false))));
        }
    }
}
