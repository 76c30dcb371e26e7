// Selects the indices of the K largest of a frame's first Classes inputs; among equal inputs the lowest index wins. It repeats
// forever: for each of Inputs / Pe iterations, it reads a beat of Pe elements; the last iteration writes one beat of K indices.
//
// Parameters: Inputs a multiple of Pe; 1 <= Classes <= Inputs (inputs with an index of Classes or more are read and ignored); 1
//   <= K <= Classes; InputBits 1..56; InputKind 0 unsigned, 1 two's complement, 2 bipolar; IndexBits with 2 ** IndexBits >=
//   Classes, at most 30.
// Packing: input lane p starts at bit p * InputBits; the index of the largest input is in the least significant lane.
// Latency L = 2, II = 1. Buffering: the K largest inputs so far and an output queue of L + 1 beats.
// Does NOT: write the values.
// Combinational paths: s_in_ready_o and blocked_o depend on registers alone; issue_o depends on s_in_valid_i.
// WIDTHCONCAT warns about '0 of more than 8192 bits, but beats and words may be that wide.
// verilator lint_off WIDTHCONCAT
module weir_label_select #(
    parameter int Inputs = 0,
    parameter int Pe = 0,
    parameter int Classes = 0,
    parameter int K = 0,
    parameter int InputBits = 0,
    parameter int InputKind = -1,
    parameter int IndexBits = 0
) (
    input  logic                    clk_i,
    input  logic                    rst_ni,
    input  logic [Pe*InputBits-1:0] s_in_data_i,
    input  logic                    s_in_valid_i,
    output logic                    s_in_ready_o,
    output logic [ K*IndexBits-1:0] m_out_data_o,
    output logic                    m_out_valid_o,
    input  logic                    m_out_ready_i,
    output logic                    issue_o,
    output logic                    blocked_o
);
`ifndef __ICARUS__
  if (Pe < 1 || Inputs < 1 || Inputs % Pe != 0)
    $error("weir_label_select: Inputs is %0d, must be a multiple of Pe, which is %0d", Inputs, Pe);
  if (Classes < 1 || Classes > Inputs)
    $error("weir_label_select: Classes is %0d, must be 1 to Inputs, which is %0d", Classes, Inputs);
  if (K < 1 || K > Classes) $error("weir_label_select: K is %0d, must be 1 to Classes, which is %0d", K, Classes);
  if (InputKind < 0 || InputKind > 2) $error("weir_label_select: InputKind is %0d, must be 0 to 2", InputKind);
  if (InputBits < 1 || InputBits > 56 || (InputKind == 2 && InputBits != 1))
    $error("weir_label_select: InputBits is %0d, must be 1 to 56, and 1 for InputKind 2 (it is %0d)", InputBits, InputKind);
  if (IndexBits < 1 || IndexBits > 30 || Classes > (1 << IndexBits))
    $error("weir_label_select: IndexBits is %0d, too narrow for %0d classes", IndexBits, Classes);
`endif

  localparam int Folds = Inputs / Pe;
  localparam int FoldBits = Folds > 1 ? $clog2(Folds) : 1;
  localparam logic [FoldBits-1:0] LastFold = FoldBits'(Folds - 1);
  // The comparison is unsigned. To compare two's complement, the sign bit is inverted.
  localparam logic [InputBits-1:0] Flip = InputBits'(InputKind == 1 ? 1 : 0) << (InputBits - 1);

  logic [FoldBits-1:0] fold_q, fold1_q;
  logic writes, issue, credit, valid1_q, last1;
  logic [Pe*InputBits-1:0] in_q;

  // The K largest so far, largest first; bit k of filled says that entry k is in use.
  logic [K*InputBits-1:0] best_q, best;
  logic [K*IndexBits-1:0] index_q, index;
  logic [K-1:0] filled_q, filled;

  assign writes = fold_q == LastFold;
  assign issue = s_in_valid_i && (!writes || credit);
  assign s_in_ready_o = !writes || credit;
  assign issue_o = issue;
  assign blocked_o = writes && !credit;
  assign last1 = fold1_q == LastFold;

  always_ff @(posedge clk_i) begin
    if (issue) begin
      in_q <= s_in_data_i;
      fold1_q <= fold_q;
    end
    if (valid1_q) begin
      best_q <= best;
      index_q <= index;
      filled_q <= filled;
    end
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      fold_q <= '0;
      valid1_q <= 1'b0;
    end else begin
      if (issue) fold_q <= writes ? '0 : fold_q + 1'b1;
      valid1_q <= issue;
    end
  end

  logic [InputBits-1:0] value;
  logic [31:0] at;
  logic above;
  always_comb begin
    best = best_q;
    index = index_q;
    filled = fold1_q == '0 ? '0 : filled_q;
    value = '0;
    at = '0;
    above = 1'b0;
    if (valid1_q) begin
      for (int p = 0; p < Pe; p++) begin
        value = in_q[p*InputBits+:InputBits] ^ Flip;
        at = 32'(fold1_q) * Pe + p;
        // Insert from the smallest entry on: each entry that the value exceeds moves down by one, and the value takes the place
        // of the last one that moved.
        for (int k = K - 1; k >= 0; k--) begin
          above = at < Classes && (!filled[k] || value > best[k*InputBits+:InputBits]);
          if (above) begin
            if (k < K - 1) begin
              best[(k+1)%K*InputBits+:InputBits] = best[k*InputBits+:InputBits];
              index[(k+1)%K*IndexBits+:IndexBits] = index[k*IndexBits+:IndexBits];
              filled[(k+1)%K] = filled[k];
            end
            best[k*InputBits+:InputBits] = value;
            index[k*IndexBits+:IndexBits] = at[IndexBits-1:0];
            filled[k] = 1'b1;
          end
        end
      end
    end
  end

  weir_output_queue #(
      .Width(K * IndexBits),
      .Latency(2)
  ) u_output (
      .clk_i(clk_i),
      .rst_ni(rst_ni),
      .take_i(issue && writes),
      .credit_o(credit),
      .s_data_i(index),
      .s_valid_i(valid1_q && last1),
      .m_data_o(m_out_data_o),
      .m_valid_o(m_out_valid_o),
      .m_ready_i(m_out_ready_i)
  );

`ifndef SYNTHESIS
  weir_stable #(.Width($bits(s_in_data_i))) u_s_in_stable (
      .clk_i(clk_i), .rst_ni(rst_ni), .data_i(s_in_data_i), .valid_i(s_in_valid_i), .ready_i(s_in_ready_o));
`endif
endmodule
// verilator lint_on WIDTHCONCAT
